package dev.touchline.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.deployment.EnvironmentVariables;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} is up to date with the sources of the configuration. */
class ConfigurationDocTest {

    private static final String WRITE = "touchline.docs.write";

    @Test
    void pageIsUpToDate() throws IOException {
        String generated = ConfigurationDoc.generate();
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(ConfigurationDoc.FILE, generated);
        }
        String present = Files.exists(ConfigurationDoc.FILE) ? Files.readString(ConfigurationDoc.FILE) : "";
        // The first difference is shorter than two pages.
        List<String> expected = generated.lines().toList();
        List<String> actual = present.lines().toList();
        int first = 0;
        while (first < Math.min(expected.size(), actual.size())
                && expected.get(first).equals(actual.get(first))) {
            first++;
        }
        assertEquals(
                first < expected.size() ? expected.get(first) : "",
                first < actual.size() ? actual.get(first) : "",
                ConfigurationDoc.FILE + " is stale; generate it with ./mvnw test -Dtest=ConfigurationDocTest -D" + WRITE
                        + "=true; line " + (first + 1));
        assertEquals(expected.size(), actual.size());
    }

    @Test
    void keysOfLibrariesExistAtRuntime() {
        Set<String> unknown = new TreeSet<>(ConfigurationDoc.otherVariables());
        unknown.removeAll(EnvironmentVariables.all());
        unknown.removeIf(variable -> variable.startsWith("MP_MESSAGING_"));
        assertEquals(Set.of(), unknown);
    }
}
