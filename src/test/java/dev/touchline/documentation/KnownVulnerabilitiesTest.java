package dev.touchline.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.KnownVulnerability;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of known vulnerabilities; ArtifactIT compares the bill of materials with it. */
class KnownVulnerabilitiesTest {

    @Test
    void entriesAreWellFormed() throws IOException {
        Set<List<String>> keys = new HashSet<>();
        for (KnownVulnerability known : KnownVulnerability.all()) {
            assertTrue(known.id().matches("CVE-\\d{4}-\\d{4,}"), known::toString);
            assertTrue(known.dependency().matches("[\\w.]+:[\\w.-]+"), known::toString);
            assertTrue(known.fixedIn().matches("\\d+(\\.\\d+)+(\\.Final)?"), known::toString);
            assertTrue(keys.add(List.of(known.id(), known.dependency())), known::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4.1.130.Final, 4.1.132.Final, true",
        "4.1.132.Final, 4.1.132.Final, false",
        "4.1.137.Final, 4.1.132.Final, false",
        "4.0.999.Final, 4.1.1.Final, true",
        "33.5.0-jre, 32.0.0, false",
        "2.9.10, 2.10, true",
        "2.21, 2.21.0, false"
    })
    void versionsAreComparedByTheirNumbers(String version, String fixedIn, boolean affected) {
        assertEquals(affected, new KnownVulnerability("id", "dependency", fixedIn, "").affects(version));
    }
}
