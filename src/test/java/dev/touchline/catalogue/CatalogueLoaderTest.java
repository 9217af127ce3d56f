package dev.touchline.catalogue;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.touchline.Sports;
import dev.touchline.codec.catalogue.CatalogueReader.CatalogueException;
import dev.touchline.sport.SportCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueLoaderTest {

    private static final String TAG = """
            {"sport":"tag","label":"Tag","kinds":{"tagged":{"label":"Tagged","symbol":"x","notify":true}}}""";

    @TempDir
    Path directory;

    private record Config(List<String> names, Optional<Path> directory) implements CatalogueConfig {
        @Override
        public Duration staleMargin() {
            return Duration.ZERO;
        }
    }

    private static SportCatalogue load(List<String> sports, Path directory) {
        return new CatalogueLoader().load(new Config(sports, Optional.ofNullable(directory)));
    }

    private static String refusal(List<String> sports, Path directory) {
        return assertThrows(CatalogueException.class, () -> load(sports, directory))
                .getMessage();
    }

    private String put(String file, String content) throws IOException {
        return Files.writeString(directory.resolve(file), content).toString();
    }

    @Test
    void builtInSportsAreLoaded() {
        SportCatalogue catalogue = load(List.of("ice-hockey", "football"), null);
        assertEquals(Set.of("football", "ice-hockey"), catalogue.names());
        assertEquals(Sports.sport("football"), catalogue.sport("football"));
    }

    @Test
    void sportsOfTheDirectoryAreAdded() throws IOException {
        put("tag.json", TAG);
        put("hide-and-seek.json", TAG.replace("\"tag\"", "\"hide-and-seek\""));
        put("README.txt", "not a sport");
        assertEquals(
                Set.of("football", "hide-and-seek", "tag"),
                load(List.of("football"), directory).names());
    }

    @Test
    void directoryMayBeEmpty() {
        assertEquals(Set.of("football"), load(List.of("football"), directory).names());
    }

    @Test
    void invalidCatalogueFailsTheStartNamingFileKindAndField() throws IOException {
        String file = put("tag.json", TAG.replace("\"notify\":true", "\"notify\":\"yes\""));
        assertEquals(file + ": kinds.tagged.notify must be true or false", refusal(List.of("football"), directory));
    }

    @Test
    void malformedFileIsNamed() throws IOException {
        String file = put("tag.json", "{\"sport\":");
        assertThat(refusal(List.of("football"), directory), containsString(file + ": not valid JSON at line 1"));
    }

    @Test
    void fileNameMustEqualTheSport() throws IOException {
        String file = put("tug.json", TAG);
        assertEquals(file + ": sport must be the name of the file", refusal(List.of("football"), directory));
    }

    @Test
    void duplicateSportIsRejected() throws IOException {
        assertEquals(
                "sports/football.json: sport football is defined twice",
                refusal(List.of("football", "football"), null));
        String file = put("football.json", TAG.replace("\"tag\"", "\"football\""));
        assertEquals(file + ": sport football is defined twice", refusal(List.of("football"), directory));
        assertEquals(Set.of("football"), load(List.of(), directory).names());
    }

    @Test
    void unknownBuiltInSportIsRejected() {
        assertEquals(
                "sports/cricket.json is not built in; remove it from touchline.sports.names",
                refusal(List.of("football", "cricket"), null));
    }

    @Test
    void missingDirectoryIsRejected() {
        Path nowhere = directory.resolve("nowhere");
        assertEquals("touchline.sports.directory is not readable: " + nowhere, refusal(List.of("football"), nowhere));
    }
}
