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
import java.util.ArrayList;
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

/** The images and Compose files are valid and match the application. */
class ContainersTest {

    private static final JsonNode COMPOSE = ContainerFiles.compose(Path.of("docker-compose.yml"));
    private static final JsonNode DEVELOPMENT = ContainerFiles.compose(Path.of("docker-compose.dev.yml"));
    private static final JsonNode JVM = ContainerFiles.compose(Path.of("docker-compose.jvm.yml"));
    private static final Path IMAGES = Path.of("src", "main", "docker");
    private static final Pattern PASSWORD = Pattern.compile("(?i)password[^_\\n]*[:=]\\s*(?<value>\\S+)");

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void dockerfilesAreValid(String name) {
        assertEquals(List.of(), ContainerFiles.dockerfileViolations(IMAGES.resolve(name)));
    }

    @Test
    void invalidDockerfileIsDetected(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("Dockerfile"), "FROM scratch\nCOPPY a b\n");
        assertEquals(1, ContainerFiles.dockerfileViolations(file).size());
    }

    @ParameterizedTest
    @CsvSource({"rabbitmq, \\d+\\.\\d+", "postgresql, \\d+"})
    void integrationTestsKnowTheDeployedVersion(String service, String version) throws IOException {
        Matcher tested = Pattern.compile("(?m)^" + service + "=(" + version + ")")
                .matcher(Files.readString(Path.of(".ci", "servers")));
        assertTrue(tested.find(), ".ci/servers names the version of " + service);
        String image = COMPOSE.at("/services/" + service + "/image").asText();
        assertTrue(image.contains(":" + tested.group(1) + "."), image);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void imageRunsAsNonRootAndHasLabels(String name) throws IOException {
        String file = Files.readString(IMAGES.resolve(name));
        Matcher user = Pattern.compile("(?m)^USER (\\d+):(\\d+)$").matcher(file);
        assertTrue(user.find(), "the user is a number, which Kubernetes needs for runAsNonRoot");
        assertTrue(Integer.parseInt(user.group(1)) > 0);
        assertTrue(file.contains("EXPOSE 8080 9000"));
        assertTrue(Pattern.compile("(?m)^ENTRYPOINT \\[").matcher(file).find(), "the entry point uses no shell");
        for (String label : List.of("title", "licenses", "version", "revision", "base.name")) {
            assertTrue(file.contains("org.opencontainers.image." + label), label);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void filesCopiedIntoImagesAreNotIgnored(String name) throws IOException {
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
    void imageHasAPinnedBaseAndCopiesExistingFiles(String name) throws IOException {
        String file = Files.readString(IMAGES.resolve(name));
        Matcher base = Pattern.compile("(?m)^FROM (\\S+)@sha256:[0-9a-f]{64}$").matcher(file);
        assertTrue(base.find(), "the base image has a digest");
        Matcher label = Pattern.compile("org.opencontainers.image.base.name=\"(?:docker.io/library/)?([^\"]+)\"")
                .matcher(file);
        assertTrue(label.find());
        assertEquals(base.group(1), label.group(1));
        assertFalse(Pattern.compile("(?m)^COPY .*[*?]").matcher(file).find(), "a wildcard may match no file");
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
    void imageRunsCommandsAndHealthChecksWithoutAShell(String name, String program, String heap) throws IOException {
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
    @ValueSource(
            strings = {
                "docker-compose.yml",
                "docker-compose.dev.yml",
                "docker-compose.jvm.yml",
                "docker-compose.tls.yml"
            })
    void composeFileFollowsItsSpecification(String name) {
        assertEquals(List.of(), ContainerFiles.composeViolations(ContainerFiles.compose(Path.of(name))));
    }

    @Test
    void everyRoleHasAService() {
        Set<String> started = new TreeSet<>();
        COMPOSE.path("services").forEach(service -> {
            if (service.path("environment").has("TOUCHLINE_ROLES") && !service.has("scale")) {
                started.add(service.path("environment").path("TOUCHLINE_ROLES").asText());
            }
        });
        Set<String> roles = Arrays.stream(Role.values())
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        assertEquals(roles, started);
    }

    @Test
    void everyVariableOfARoleIsAConfigurationKey() {
        Set<String> unknown = new TreeSet<>();
        COMPOSE.path("services").forEach(service -> {
            if (service.path("environment").has("TOUCHLINE_ROLES")) {
                service.path("environment").fieldNames().forEachRemaining(unknown::add);
            }
        });
        assertTrue(unknown.size() > 5, unknown::toString);
        unknown.removeAll(EnvironmentVariables.all());
        assertEquals(Set.of(), unknown);
    }

    @Test
    void serviceThatOthersWaitForHasAHealthCheck() {
        int waits = 0;
        for (Map.Entry<String, JsonNode> service : COMPOSE.path("services").properties()) {
            for (Map.Entry<String, JsonNode> needed :
                    service.getValue().path("depends_on").properties()) {
                JsonNode other = COMPOSE.path("services").path(needed.getKey());
                String condition = needed.getValue().path("condition").asText();
                assertFalse(other.isMissingNode(), needed.getKey());
                assertTrue(
                        condition.equals("service_completed_successfully")
                                || other.path("healthcheck").has("interval"),
                        service.getKey() + " waits for " + needed.getKey());
                waits++;
            }
        }
        assertTrue(waits > 10);
    }

    @Test
    void healthCheckToleratesASlowFirstStartAndIsRareAfterwards() {
        int checked = 0;
        for (JsonNode compose : List.of(COMPOSE, DEVELOPMENT)) {
            for (Map.Entry<String, JsonNode> service : compose.path("services").properties()) {
                JsonNode check = service.getValue().path("healthcheck");
                if (!check.isMissingNode() && !check.path("disable").asBoolean()) {
                    assertTrue(seconds(check.path("start_period")) >= 600, service::toString);
                    assertTrue(seconds(check.path("start_interval")) <= 5, service::toString);
                    assertTrue(seconds(check.path("interval")) >= 30, service::toString);
                    assertFalse(
                            check.path("test").toString().contains("rabbitmq-diagnostics"),
                            "each check starts an Erlang node");
                    checked++;
                }
            }
        }
        assertTrue(checked >= 9, checked + " checks");
    }

    @Test
    void everyServiceIsLimitedInMemoryAndLogs() {
        for (JsonNode compose : List.of(COMPOSE, DEVELOPMENT)) {
            for (Map.Entry<String, JsonNode> service : compose.path("services").properties()) {
                assertTrue(megabytes(service.getValue()) > 0, service::toString);
                JsonNode logging = service.getValue().path("logging");
                assertEquals("local", logging.path("driver").asText(), service::toString);
                assertTrue(logging.path("options").has("max-size"), service::toString);
                assertTrue(logging.path("options").has("max-file"), service::toString);
            }
        }
    }

    @Test
    void brokerIsConfiguredWithItsMemoryLimit() throws IOException {
        String broker = Files.readString(Path.of("compose", "rabbitmq.conf"));
        for (JsonNode compose : List.of(COMPOSE, DEVELOPMENT)) {
            JsonNode service = compose.path("services").path("rabbitmq");
            assertEquals(1024, megabytes(service));
            assertTrue(broker.contains("total_memory_available_override_value = 1GiB"), broker);
            assertTrue(
                    service.path("volumes").toString().contains("./compose/rabbitmq.conf:/etc/rabbitmq/conf.d/"),
                    service::toString);
        }
    }

    /** Third-party images that declare a volume. Without a mount there, each container gets an anonymous volume. */
    @Test
    void noContainerHasAnAnonymousVolume() {
        Map<String, String> declared = Map.of("postgres", "/var/lib/postgresql", "rabbitmq", "/var/lib/rabbitmq");
        for (JsonNode compose : List.of(COMPOSE, DEVELOPMENT)) {
            for (Map.Entry<String, JsonNode> service : compose.path("services").properties()) {
                Set<String> mounted = new TreeSet<>();
                for (JsonNode volume : service.getValue().path("volumes")) {
                    String[] parts = volume.asText().split(":");
                    assertTrue(parts.length > 1, () -> service.getKey() + " has the anonymous volume " + volume);
                    assertTrue(
                            parts[0].startsWith("./")
                                    ? Files.exists(Path.of(parts[0]))
                                    : compose.path("volumes").has(parts[0]),
                            () -> service.getKey() + " mounts " + parts[0]);
                    mounted.add(parts[1]);
                }
                String image = service.getValue().path("image").asText().replaceFirst(":.*", "");
                assertTrue(!declared.containsKey(image) || mounted.contains(declared.get(image)), service::toString);
            }
        }
    }

    @Test
    void oneServiceBuildsTheImageForAll() {
        for (JsonNode compose : List.of(COMPOSE, JVM)) {
            Set<String> images = new TreeSet<>();
            for (Map.Entry<String, JsonNode> service : compose.path("services").properties()) {
                String image = service.getValue().path("image").asText();
                if (image.startsWith("touchline:")) {
                    images.add(image);
                    assertEquals(
                            service.getKey().equals("keys"), service.getValue().has("build"), service.getKey());
                }
            }
            assertEquals(1, images.size(), images::toString);
        }
        // With "never" no image would be built, and with "build" each "up" would recreate all containers.
        assertFalse(COMPOSE.path("services").path("keys").has("pull_policy"));
        for (String role :
                List.of("topology", "ingest", "statistics", "live", "notification", "agents", "demo-token")) {
            assertEquals(
                    "never",
                    COMPOSE.path("services").path(role).path("pull_policy").asText(),
                    role);
        }
    }

    @Test
    void nativeExecutableIsTheDefaultAndTheJvmReplacesItInEveryService() {
        assertEquals(
                "src/main/docker/Dockerfile.native",
                COMPOSE.at("/services/keys/build/dockerfile").asText());
        assertEquals(
                "src/main/docker/Dockerfile.jvm",
                JVM.at("/services/keys/build/dockerfile").asText());
        Set<String> active = new TreeSet<>();
        for (Map.Entry<String, JsonNode> service : COMPOSE.path("services").properties()) {
            if (service.getValue().path("image").asText().startsWith("touchline:")) {
                active.add(service.getKey());
            }
        }
        Set<String> replaced = new TreeSet<>();
        for (Map.Entry<String, JsonNode> service : JVM.path("services").properties()) {
            replaced.add(service.getKey());
            if (COMPOSE.path("services")
                    .path(service.getKey())
                    .path("environment")
                    .has("TOUCHLINE_ROLES")) {
                assertTrue(megabytes(service.getValue()) >= 1024, service::toString);
                JsonNode check = service.getValue().path("healthcheck");
                assertTrue(seconds(check.path("start_interval")) >= 10, "each check starts a JVM");
                assertTrue(seconds(check.path("timeout")) >= 30, "each check starts a JVM");
            }
        }
        assertEquals(active, replaced);
    }

    /** "down" ignores profiles that are not named: their containers stay and keep their volumes. */
    @Test
    void downRemovesTheDemonstration() {
        for (String service : List.of("agents", "demo-token", "demo")) {
            assertEquals(0, COMPOSE.path("services").path(service).path("scale").asInt(-1), service);
        }
        COMPOSE.path("services").forEach(service -> assertFalse(service.has("profiles"), service::toString));
    }

    @Test
    void productionAndDevelopmentServicesCanRunTogether() {
        List<String> ports = new ArrayList<>();
        for (JsonNode compose : List.of(COMPOSE, DEVELOPMENT)) {
            for (JsonNode service : compose.path("services")) {
                for (JsonNode port : service.path("ports")) {
                    assertTrue(port.asText().startsWith("127.0.0.1:"), port::toString);
                    ports.add(port.asText().split(":")[1]);
                }
            }
        }
        assertEquals(Set.copyOf(ports).size(), ports.size(), ports::toString);
        assertFalse(COMPOSE.path("name").equals(DEVELOPMENT.path("name")));
    }

    @Test
    void demonstrationWaitsForItsMatchesToEnd() throws IOException {
        Matcher round = Pattern.compile("(?m)^round=(\\d+)$").matcher(Files.readString(Path.of("compose", "demo.sh")));
        assertTrue(round.find());
        double speed = AppProcess.JSON
                .readTree(Path.of("compose", "simulation.json").toFile())
                .path("speed")
                .asDouble();
        assertTrue(Integer.parseInt(round.group(1)) > 100 / speed, "90 minutes with stoppage time");
    }

    private static int seconds(JsonNode duration) {
        Matcher matcher = Pattern.compile("(\\d+)([sm])").matcher(duration.asText());
        assertTrue(matcher.matches(), duration::toString);
        return Integer.parseInt(matcher.group(1)) * (matcher.group(2).equals("m") ? 60 : 1);
    }

    private static int megabytes(JsonNode service) {
        Matcher limit = Pattern.compile("(\\d+)([mg])")
                .matcher(service.path("mem_limit").asText());
        return limit.matches()
                ? Integer.parseInt(limit.group(1)) * (limit.group(2).equals("g") ? 1024 : 1)
                : 0;
    }

    @Test
    void scaledServicesHaveNeitherContainerNameNorFixedPort() {
        for (String role : List.of("ingest", "statistics", "live", "notification")) {
            JsonNode service = COMPOSE.path("services").path(role);
            assertFalse(service.has("ports") || service.has("container_name") || service.has("hostname"), role);
        }
    }

    @Test
    void foreignImagesArePinnedByDigest() {
        COMPOSE.path("services").forEach(service -> {
            String image = service.path("image").asText();
            assertTrue(image.startsWith("touchline:") || image.matches(".+:.+@sha256:[0-9a-f]{64}"), image);
        });
    }

    @Test
    void composeFileContainsNoPassword() throws IOException {
        Matcher password =
                PASSWORD.matcher(Files.readString(Path.of("docker-compose.yml")).replaceAll("(?m)#.*$", ""));
        assertFalse(password.find(), () -> password.group());
    }
}
