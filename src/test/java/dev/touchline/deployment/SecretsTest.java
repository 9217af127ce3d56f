package dev.touchline.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.ContainerFiles;
import dev.touchline.testing.Kustomization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every process gets the secrets that it needs and no other, and a broker user of its own. */
class SecretsTest {

    private static final JsonNode COMPOSE = ContainerFiles.compose(Path.of("docker-compose.yml"));
    private static final Set<String> USERS = Set.of("topology", "ingest", "statistics", "live", "notification");
    /** For people, in Compose and in the local overlay. */
    private static final String OWNER = "touchline";

    private static final Set<String> WITH_DATABASE = Set.of("statistics", "live", "notification");
    private static final Set<String> WITH_UPDATES = Set.of("live", "notification");

    private final JsonNode definitions =
            AppProcess.JSON.readTree(Path.of("broker", "definitions.json").toFile());

    SecretsTest() throws IOException {}

    @Test
    void composeServiceMountsOnlyItsOwnSecrets() {
        Map<String, Set<String>> mounted = new TreeMap<>();
        for (Map.Entry<String, JsonNode> service : COMPOSE.path("services").properties()) {
            for (JsonNode volume : service.getValue().path("volumes")) {
                String name = volume.asText().replaceFirst(":.*", "");
                if (name.matches(".*-secrets|(signing|webhook)-key|demo-token")) {
                    mounted.computeIfAbsent(service.getKey(), key -> new TreeSet<>())
                            .add(name);
                }
            }
        }
        assertTrue(mounted.remove("secrets").size() >= 9, "the service that creates them");
        Map<String, Set<String>> expected = new TreeMap<>(Map.of(
                "rabbitmq", Set.of("broker-secrets"),
                "postgresql", Set.of("database-secrets"),
                "keys", Set.of("signing-key", "webhook-key"),
                "agents", Set.of("ingest-secrets"),
                "demo-token", Set.of("signing-key", "demo-token"),
                "demo", Set.of("demo-token")));
        USERS.forEach(user -> expected.put(user, Set.of(user + "-secrets")));
        expected.put("notification", Set.of("notification-secrets", "webhook-key"));
        assertEquals(expected, mounted);
    }

    @Test
    void composeSettingsContainTheDatabasesPasswordOnlyWhereItIsUsed() throws IOException {
        String script = Files.readString(Path.of("compose", "secrets.sh"));
        Matcher users = Pattern.compile("(?m)^for user in (.+); do$").matcher(script);
        assertTrue(users.find());
        assertEquals(users(OWNER), Set.of(users.group(1).split(" ")));
        Map<String, Boolean> settings = Pattern.compile("(?m)^settings (\\w+)( \"\\$database\")?$")
                .matcher(script)
                .results()
                .collect(Collectors.toMap(call -> call.group(1), call -> call.group(2) != null));
        assertEquals(USERS.stream().collect(Collectors.toMap(user -> user, WITH_DATABASE::contains)), settings);
    }

    @Test
    void composeRolesWaitForTheTopologyAndAcceptUpdatesOfStatisticsOnly() {
        for (String role : USERS) {
            JsonNode service = COMPOSE.path("services").path(role);
            if (!role.equals("topology")) {
                assertEquals(
                        "service_completed_successfully",
                        service.at("/depends_on/topology/condition").asText(),
                        role);
            }
            assertEquals(
                    WITH_UPDATES.contains(role) ? "statistics" : "",
                    service.at("/environment/TOUCHLINE_MESSAGING_UPDATE_PUBLISHERS")
                            .asText(),
                    role);
        }
        assertEquals("[\"topology\"]", COMPOSE.at("/services/topology/command").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "production", "external", "serverless"})
    void podsReferToOnlyTheirOwnSecrets(String overlay) {
        Set<String> seen = new TreeSet<>();
        for (Manifest manifest : Manifest.manifests(overlay)) {
            JsonNode labels = manifest.pod().at("/metadata/labels");
            if (!labels.path("app.kubernetes.io/name").asText().equals("touchline")) {
                continue;
            }
            String user = labels.path("app.kubernetes.io/component").asText();
            seen.add(user);
            Map<String, String> secrets = new HashMap<>();
            for (JsonNode variable : manifest.pod().at("/spec/containers/0/env")) {
                JsonNode key = variable.at("/valueFrom/secretKeyRef");
                if (key.isObject()) {
                    secrets.put(
                            variable.path("name").asText(),
                            key.path("name").asText() + "/" + key.path("key").asText());
                }
            }
            assertEquals(user + "-user-credentials/username", secrets.remove("RABBITMQ_USERNAME"), manifest::toString);
            assertEquals(user + "-user-credentials/password", secrets.remove("RABBITMQ_PASSWORD"), manifest::toString);
            assertEquals(
                    WITH_UPDATES.contains(user) ? "statistics-user-credentials/username" : null,
                    secrets.remove("TOUCHLINE_MESSAGING_UPDATE_PUBLISHERS"),
                    manifest::toString);
            boolean database = secrets.keySet().removeIf(name -> name.startsWith("QUARKUS_DATASOURCE_"));
            assertEquals(WITH_DATABASE.contains(user), database, manifest::toString);
            Set<String> addresses = Set.of("RABBITMQ_HOST", "RABBITMQ_PORT", "RABBITMQ_VIRTUAL_HOST", "RABBITMQ_SSL");
            assertTrue(addresses.containsAll(secrets.keySet()), manifest + " " + secrets);
            assertFalse(manifest.pod().toString().contains("\"secretRef\""), manifest::toString);
            assertEquals(
                    user.equals("notification") ? Set.of("touchline-webhooks") : Set.of(),
                    Set.copyOf(manifest.pod().findValuesAsText("secretName")),
                    manifest::toString);
        }
        assertEquals(new TreeSet<>(USERS), seen);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "production", "external", "serverless"})
    void jobDeclaresTheTopologyAndCanBeAppliedAgain(String overlay) {
        List<Manifest> jobs = Manifest.manifests(overlay).stream()
                .filter(manifest -> manifest.kind().equals("Job"))
                .toList();
        assertEquals(1, jobs.size());
        JsonNode job = jobs.get(0).json().path("spec");
        assertEquals(
                "[\"topology\",\"--timeout=300\"]",
                job.at("/template/spec/containers/0/args").toString());
        assertEquals("OnFailure", job.at("/template/spec/restartPolicy").asText());
        assertTrue(job.path("ttlSecondsAfterFinished").asInt() > 0, "a Job cannot be changed");
        assertFalse(
                Kustomization.rendered(overlay).toString().contains("\"name\":\"rabbitmq-default-user\""),
                "nobody needs the user that may do everything");
    }

    @Test
    void localOverlayHasTheUsersOfTheDefinitionsWithTheirPasswords() throws IOException {
        JsonNode users = AppProcess.JSON
                .readTree(Path.of("k8s", "overlays", "local", "users.json").toFile())
                .path("users");
        Map<String, String> passwords = new TreeMap<>();
        users.forEach(user ->
                passwords.put(user.path("name").asText(), user.path("password").asText()));
        assertEquals(users(OWNER), passwords.keySet());
        for (String user : USERS) {
            JsonNode secret =
                    Manifest.find("local", "Secret", user + "-user-credentials").json();
            assertEquals(user, decoded(secret.at("/data/username")));
            assertEquals(passwords.get(user), decoded(secret.at("/data/password")));
        }
    }

    @Test
    void productionHasThePermissionsAndThePolicyOfTheDefinitions() {
        for (JsonNode permission : definitions.path("permissions")) {
            String user = permission.path("user").asText();
            if (!user.equals(OWNER)) {
                JsonNode spec =
                        Manifest.find("production", "Permission", user).json().path("spec");
                for (String right : List.of("configure", "write", "read")) {
                    assertEquals(
                            permission.path(right), spec.path("permissions").path(right), user);
                }
                assertEquals(user, spec.at("/userReference/name").asText());
                assertTrue(
                        Manifest.find("production", "User", user)
                                .json()
                                .at("/spec/tags")
                                .isMissingNode(),
                        "no management");
            }
        }
        Set<String> others = new TreeSet<>();
        Manifest.manifests("production").stream()
                .filter(manifest -> manifest.kind().equals("User"))
                .forEach(manifest -> others.add(manifest.name()));
        others.removeAll(USERS);
        assertEquals(Set.of("keda"), others);
        Manifest.find("production", "Permission", "keda")
                .json()
                .at("/spec/permissions")
                .forEach(right -> assertEquals("^$", right.asText(), "KEDA reads the management API only"));
        JsonNode policy =
                Manifest.find("production", "Policy", "reports").json().path("spec");
        assertEquals(definitions.at("/policies/0/pattern"), policy.path("pattern"));
        assertTrue(policy.at("/definition/max-length-bytes").asLong()
                >= definitions.at("/policies/0/definition/max-length-bytes").asLong());
    }

    private static Set<String> users(String more) {
        Set<String> users = new TreeSet<>(USERS);
        users.add(more);
        return users;
    }

    private static String decoded(JsonNode text) {
        return new String(Base64.getDecoder().decode(text.asText()), StandardCharsets.UTF_8);
    }
}
