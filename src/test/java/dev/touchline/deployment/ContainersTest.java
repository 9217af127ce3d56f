package dev.touchline.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.role.Role;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.ContainerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The images and the Compose files agree with what reads them, and with the application. */
class ContainersTest {

    private static final JsonNode COMPOSE = ContainerFiles.compose(Path.of("compose.yaml"));
    private static final Path IMAGES = Path.of("src", "main", "docker");
    private static final Pattern PASSWORD = Pattern.compile("(?i)password[^_\\n]*[:=]\\s*(?<value>\\S+)");

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void aDockerfileIsOne(String name) {
        assertEquals(List.of(), ContainerFiles.mistakesOfDockerfile(IMAGES.resolve(name)));
    }

    @Test
    void aDockerfileWithAMistakeIsNoticed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("Dockerfile"), "FROM scratch\nCOPPY a b\n");
        assertEquals(1, ContainerFiles.mistakesOfDockerfile(file).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void anImageRunsAsNobodyInParticularAndSaysWhatItIs(String name) throws IOException {
        String file = Files.readString(IMAGES.resolve(name));
        Matcher user = Pattern.compile("(?m)^USER (\\d+):(\\d+)$").matcher(file);
        assertTrue(user.find(), "a number, so that Kubernetes can tell that it is not root");
        assertTrue(Integer.parseInt(user.group(1)) > 0);
        assertTrue(file.contains("EXPOSE 8080 9000"));
        assertTrue(Pattern.compile("(?m)^ENTRYPOINT \\[").matcher(file).find(), "without a shell");
        for (String label : List.of("title", "licenses", "version", "revision", "base.name")) {
            assertTrue(file.contains("org.opencontainers.image." + label), label);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void whatAnImageCopiesIsNotIgnored(String name) throws IOException {
        List<String> kept = Files.readAllLines(Path.of(".dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        Matcher copied =
                Pattern.compile("(?m)^COPY (?:--\\S+ )*(\\S+) \\S+$").matcher(Files.readString(IMAGES.resolve(name)));
        int count = 0;
        while (copied.find()) {
            String source = copied.group(1);
            assertTrue(kept.stream().anyMatch(source::startsWith), source);
            count++;
        }
        assertTrue(count >= 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void imageIsBuiltOnAPinnedBaseFromFilesThatMustExist(String name) throws IOException {
        String file = Files.readString(IMAGES.resolve(name));
        Matcher base = Pattern.compile("(?m)^FROM (\\S+)@sha256:[0-9a-f]{64}$").matcher(file);
        assertTrue(base.find(), "the base's digest");
        Matcher label = Pattern.compile("org.opencontainers.image.base.name=\"(?:docker.io/library/)?([^\"]+)\"")
                .matcher(file);
        assertTrue(label.find());
        assertEquals(base.group(1), label.group(1));
        assertFalse(Pattern.compile("(?m)^COPY .*[*?]").matcher(file).find(), "a wildcard may match nothing");
        assertFalse(Pattern.compile("(?m)^RUN ").matcher(file).find(), "RUN needs a shell");
    }

    @Test
    void nativeExecutableIsBuiltInAPinnedImage() throws IOException {
        String properties = Files.readString(Path.of("src", "main", "resources", "application.properties"));
        assertTrue(Pattern.compile("(?m)^quarkus\\.native\\.builder-image=\\S+@sha256:[0-9a-f]{64}$")
                .matcher(properties)
                .find());
    }

    @ParameterizedTest
    @CsvSource({
        "Dockerfile.native, /app/touchline, -XX:MaximumHeapSizePercent=60",
        "Dockerfile.jvm, java, -XX:MaxRAMPercentage=60"
    })
    void imageTakesCommandsAndChecksItsHealthWithoutAShell(String name, String program, String heap)
            throws IOException {
        String file = Files.readString(IMAGES.resolve(name));
        List<String> entrypoint = words("(?m)^ENTRYPOINT (\\[.+])$", file);
        assertEquals(program, entrypoint.get(0));
        assertTrue(entrypoint.containsAll(List.of(heap, "-XX:+ExitOnOutOfMemoryError")), entrypoint::toString);
        List<String> health = words("(?m)^HEALTHCHECK .*CMD (\\[.+])$", file);
        assertEquals(program, health.get(0));
        assertEquals("health", health.get(health.size() - 1));
    }

    private static List<String> words(String pattern, String file) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(file);
        assertTrue(matcher.find(), pattern);
        return Arrays.asList(AppProcess.JSON.readValue(matcher.group(1), String[].class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"compose.yaml", "compose.dev.yaml"})
    void aComposeFileIsOne(String name) {
        assertEquals(List.of(), ContainerFiles.mistakesOfCompose(ContainerFiles.compose(Path.of(name))));
    }

    @Test
    void everyRoleIsAService() {
        Set<String> started = new TreeSet<>();
        COMPOSE.path("services").forEach(service -> {
            if (service.path("environment").has("TOUCHLINE_ROLES") && !service.has("profiles")) {
                started.add(service.path("environment").path("TOUCHLINE_ROLES").asText());
            }
        });
        Set<String> roles = Arrays.stream(Role.values())
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        assertEquals(roles, started);
    }

    @Test
    void everyVariableOfARoleIsAKeyOfTheApplication() {
        Set<String> unknown = new TreeSet<>();
        COMPOSE.path("services").forEach(service -> {
            if (service.path("environment").has("TOUCHLINE_ROLES")) {
                service.path("environment").fieldNames().forEachRemaining(unknown::add);
            }
        });
        assertTrue(unknown.size() > 5, unknown::toString);
        unknown.removeAll(Keys.all());
        assertEquals(Set.of(), unknown);
    }

    @Test
    void whoeverIsWaitedForSaysWhenItIsReady() {
        int waits = 0;
        for (Map.Entry<String, JsonNode> service : COMPOSE.path("services").properties()) {
            for (Map.Entry<String, JsonNode> needed :
                    service.getValue().path("depends_on").properties()) {
                JsonNode other = COMPOSE.path("services").path(needed.getKey());
                String condition = needed.getValue().path("condition").asText();
                assertFalse(other.isMissingNode(), needed.getKey());
                assertTrue(
                        condition.equals("service_completed_successfully") || other.has("healthcheck"),
                        service.getKey() + " waits for " + needed.getKey());
                waits++;
            }
        }
        assertTrue(waits > 10);
    }

    @Test
    void whatIsScaledHasNeitherANameNorAPortOfItsOwn() {
        for (String role : List.of("ingest", "statistics", "live", "notification")) {
            JsonNode service = COMPOSE.path("services").path(role);
            assertFalse(service.has("ports") || service.has("container_name") || service.has("hostname"), role);
        }
    }

    @Test
    void imagesOfOthersAreNamedByDigest() {
        COMPOSE.path("services").forEach(service -> {
            String image = service.path("image").asText();
            assertTrue(image.startsWith("touchline:") || image.matches(".+:.+@sha256:[0-9a-f]{64}"), image);
        });
    }

    @Test
    void noPasswordIsInTheReleasedShape() throws IOException {
        Matcher password =
                PASSWORD.matcher(Files.readString(Path.of("compose.yaml")).replaceAll("(?m)#.*$", ""));
        assertFalse(password.find(), () -> password.group());
    }

    @Test
    void theProxyKnowsEveryRoleAndHoldsNoStreamBack() throws IOException {
        for (Path file : List.of(Path.of("compose", "nginx.conf"), Path.of("k8s", "overlays", "local", "nginx.conf"))) {
            String conf = Files.readString(file);
            for (String role : List.of("ingest", "statistics", "live", "notification")) {
                assertTrue(conf.contains(role), file + " " + role);
            }
            assertTrue(conf.contains("proxy_buffering off;"), file::toString);
            assertTrue(conf.contains("proxy_set_header X-Forwarded-For $remote_addr;"), file::toString);
        }
    }
}
