package dev.touchline.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.messaging.Topology;
import dev.touchline.role.Role;
import dev.touchline.testing.Kustomization;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests agree with Kubernetes, with each other, and with the application. */
class ManifestsTest {

    private static final String PRODUCTION = "production";
    private static final String COMPONENT = "app.kubernetes.io/component";
    private static final Set<String> HEALTH = Set.of("/q/health/live", "/q/health/ready", "/q/health/started");
    private static final Pattern IMAGE =
            Pattern.compile("(?<name>[^:@]+(?::\\d+/[^:@]+)?):(?<tag>[\\w.-]+)(?<digest>@sha256:[0-9a-f]{64})?");
    /** Pods that operators make, with the labels they put on them. */
    private static final List<Map<String, String>> MADE_BY_OPERATORS =
            List.of(Map.of("app.kubernetes.io/name", "rabbitmq"), Map.of("app.kubernetes.io/name", "postgresql"));

    @ParameterizedTest
    @ValueSource(strings = {"local", PRODUCTION})
    void everyManifestIsWhatItsKindHas(String overlay) {
        List<String> mistakes = new ArrayList<>();
        for (Manifest manifest : manifests(overlay)) {
            if (manifest.hasModel()) {
                manifest.mistake().ifPresent(mistakes::add);
            } else {
                CustomResource.unknownFields(manifest.json()).forEach(field -> mistakes.add(manifest + ": " + field));
            }
        }
        assertEquals(List.of(), mistakes);
    }

    @Test
    void aFieldThatAKindDoesNotHaveIsNoticed() {
        Manifest deployment = workloads("local", "Deployment").findFirst().orElseThrow();
        JsonNode changed = deployment.json().deepCopy();
        ((ObjectNode) changed.at("/spec/template/spec/containers/0/readinessProbe")).put("initialDelay", 3);
        assertTrue(Manifest.of(changed).mistake().orElse("").contains("initialDelay"));
        Manifest scaled = manifests(PRODUCTION).stream()
                .filter(manifest -> manifest.kind().equals("ScaledObject"))
                .findFirst()
                .orElseThrow();
        changed = scaled.json().deepCopy();
        ((ObjectNode) changed.path("spec")).put("minReplicas", 3);
        assertEquals(List.of("spec.minReplicas"), CustomResource.unknownFields(changed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", PRODUCTION})
    void noManifestIsThereTwice(String overlay) {
        List<String> names = manifests(overlay).stream().map(Manifest::toString).toList();
        assertEquals(Set.copyOf(names).size(), names.size(), names::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", PRODUCTION})
    void everythingIsLabelled(String overlay) {
        for (Manifest manifest : manifests(overlay)) {
            assertTrue(manifest.json().at("/metadata/labels").has("app.kubernetes.io/name"), manifest::toString);
            assertEquals(
                    "touchline",
                    manifest.json()
                            .at("/metadata/labels/app.kubernetes.io~1part-of")
                            .asText(),
                    manifest::toString);
            if (!Set.of("Namespace", "ClusterRoleBinding").contains(manifest.kind())) {
                assertEquals(
                        "touchline", manifest.json().at("/metadata/namespace").asText(), manifest::toString);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", PRODUCTION})
    void everyRoleHasItsDeployment(String overlay) {
        Set<String> deployed = new TreeSet<>();
        roles(overlay).forEach(deployment -> {
            String role = environment(overlay, deployment).get("TOUCHLINE_ROLES");
            assertEquals(deployment.name(), role);
            assertEquals(role, labels(deployment).get(COMPONENT));
            deployed.add(role);
        });
        Set<String> known = Arrays.stream(Role.values())
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        assertEquals(known, deployed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", PRODUCTION})
    void everyVariableIsAKeyOfTheApplication(String overlay) {
        Set<String> known = Keys.all();
        roles(overlay).forEach(deployment -> {
            Set<String> unknown = new TreeSet<>(environment(overlay, deployment).keySet());
            assertTrue(unknown.size() > 5, unknown::toString);
            unknown.removeAll(known);
            assertEquals(Set.of(), unknown, deployment::toString);
        });
    }

    @Test
    void keysThatAreFixedByTheBuildAreNotTakenForKeys() {
        Set<String> known = Keys.all();
        assertTrue(known.containsAll(Set.of("QUARKUS_HTTP_PORT", "TOUCHLINE_LIVE_MOST_PER_CLIENT", "RABBITMQ_SSL")));
        assertFalse(known.contains("QUARKUS_MANAGEMENT_ENABLED"));
        assertFalse(known.contains("TOUCHLINE_LIVE_MOST"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", PRODUCTION})
    void onlyRolesWithADatabaseAreToldOfOne(String overlay) {
        roles(overlay)
                .forEach(deployment -> assertEquals(
                        !deployment.name().equals("ingest"),
                        environment(overlay, deployment).containsKey("QUARKUS_DATASOURCE_JDBC_URL"),
                        deployment::toString));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", PRODUCTION})
    void portsAndProbesAreTheApplications(String overlay) {
        roles(overlay).forEach(deployment -> {
            Map<String, String> environment = environment(overlay, deployment);
            Map<String, Integer> ports = ports(container(deployment));
            assertEquals(Integer.valueOf(environment.get("QUARKUS_HTTP_PORT")), ports.get("http"));
            assertEquals(Integer.valueOf(environment.get("QUARKUS_MANAGEMENT_PORT")), ports.get("management"));
            for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                JsonNode asked = container(deployment).path(probe).path("httpGet");
                assertEquals("management", asked.path("port").asText(), probe);
                assertTrue(HEALTH.contains(asked.path("path").asText()), asked::toString);
            }
            assertEquals(
                    "/q/health/live",
                    container(deployment).at("/livenessProbe/httpGet/path").asText(),
                    "a broker that is away is no reason to start again");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", PRODUCTION})
    void aPodHasTheTimeToFinish(String overlay) {
        roles(overlay).forEach(deployment -> {
            Map<String, String> environment = environment(overlay, deployment);
            int sleep =
                    container(deployment).at("/lifecycle/preStop/sleep/seconds").asInt();
            int drain = seconds(environment.get("QUARKUS_SHUTDOWN_DELAY"))
                    + seconds(environment.get("QUARKUS_SHUTDOWN_TIMEOUT"));
            assertTrue(sleep > 0, deployment::toString);
            assertTrue(
                    deployment.pod().at("/spec/terminationGracePeriodSeconds").asInt() > sleep + drain + 5,
                    deployment::toString);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", PRODUCTION})
    void noPodIsAwayWhileItIsReplaced(String overlay) {
        roles(overlay).forEach(deployment -> {
            JsonNode update = deployment.json().at("/spec/strategy/rollingUpdate");
            assertEquals(0, update.path("maxUnavailable").asInt(1), deployment::toString);
            assertFalse(deployment.json().path("spec").has("replicas"), "applied again, it would undo the scaling");
            assertEquals(
                    2, deployment.pod().at("/spec/topologySpreadConstraints").size());
            assertTrue(
                    manifests(overlay).stream()
                            .filter(manifest -> manifest.kind().equals("PodDisruptionBudget"))
                            .anyMatch(budget -> selects(budget.json().at("/spec/selector"), labels(deployment))),
                    deployment::toString);
        });
    }

    /** Pod Security Standards, profile restricted. */
    @ParameterizedTest
    @ValueSource(strings = {"local", PRODUCTION})
    void everyPodIsRestricted(String overlay) {
        workloads(overlay, "Deployment", "StatefulSet").forEach(workload -> {
            JsonNode pod = workload.pod().path("spec");
            assertTrue(pod.at("/securityContext/runAsNonRoot").asBoolean(), workload::toString);
            assertTrue(pod.at("/securityContext/runAsUser").asInt() > 0, workload::toString);
            assertEquals(
                    "RuntimeDefault",
                    pod.at("/securityContext/seccompProfile/type").asText());
            assertFalse(pod.path("automountServiceAccountToken").asBoolean(true), workload::toString);
            assertFalse(pod.path("enableServiceLinks").asBoolean(true), workload::toString);
            for (JsonNode container : pod.path("containers")) {
                JsonNode security = container.path("securityContext");
                assertFalse(security.path("allowPrivilegeEscalation").asBoolean(true), workload::toString);
                assertEquals("[\"ALL\"]", security.at("/capabilities/drop").toString(), workload::toString);
                for (String bound : List.of("/requests/cpu", "/requests/memory", "/limits/cpu", "/limits/memory")) {
                    assertTrue(container.path("resources").at(bound).isTextual(), workload + bound);
                }
            }
            assertTrue(values(pod.path("volumes")).noneMatch(volume -> volume.has("hostPath")), workload::toString);
        });
        roles(overlay).forEach(deployment -> {
            assertTrue(container(deployment)
                    .at("/securityContext/readOnlyRootFilesystem")
                    .asBoolean());
            Manifest account = find(
                    overlay,
                    "ServiceAccount",
                    deployment.pod().at("/spec/serviceAccountName").asText());
            assertFalse(account.json().path("automountServiceAccountToken").asBoolean(true));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", PRODUCTION})
    void secretsAreThoseThatAreThere(String overlay) {
        Map<String, Set<String>> secrets = new HashMap<>();
        for (Manifest manifest : manifests(overlay)) {
            switch (manifest.kind()) {
                case "Secret" ->
                    secrets.put(manifest.name(), fields(manifest.json().path("data")));
                case "RabbitmqCluster" ->
                    secrets.put(manifest.name() + "-default-user", Set.of("username", "password", "host", "port"));
                case "Cluster" ->
                    secrets.put(manifest.name() + "-app", Set.of("username", "password", "host", "port", "dbname"));
                default -> {
                    // makes no secret
                }
            }
        }
        workloads(overlay, "Deployment", "StatefulSet")
                .flatMap(workload -> workload.json().findValues("secretKeyRef").stream())
                .forEach(reference -> assertTrue(
                        secrets.getOrDefault(reference.path("name").asText(), Set.of())
                                .contains(reference.path("key").asText()),
                        reference::toString));
        manifests(overlay).stream()
                .flatMap(manifest -> values(manifest.json().at("/spec/secretTargetRef")))
                .forEach(reference -> assertTrue(
                        secrets.getOrDefault(reference.path("name").asText(), Set.of())
                                .contains(reference.path("key").asText()),
                        reference::toString));
    }

    @Test
    void productionHasNoSecretInAFile() {
        assertTrue(manifests(PRODUCTION).stream()
                .noneMatch(manifest -> manifest.kind().equals("Secret")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", PRODUCTION})
    void servicesLeadToPods(String overlay) {
        List<Manifest> services = manifests(overlay).stream()
                .filter(manifest -> manifest.kind().equals("Service"))
                .toList();
        assertTrue(services.size() >= 4, services::toString);
        for (Manifest service : services) {
            List<Manifest> behind = workloads(overlay, "Deployment", "StatefulSet")
                    .filter(workload -> matches(strings(service.json().at("/spec/selector")), labels(workload)))
                    .toList();
            assertEquals(1, behind.size(), service::toString);
            Set<String> ports = ports(container(behind.get(0))).keySet();
            service.json()
                    .at("/spec/ports")
                    .forEach(port ->
                            assertTrue(ports.contains(port.path("targetPort").asText()), port::toString));
        }
        workloads(overlay, "Deployment", "StatefulSet")
                .forEach(workload -> assertTrue(
                        matches(strings(workload.json().at("/spec/selector/matchLabels")), labels(workload)),
                        workload::toString));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", PRODUCTION})
    void theBrokerAndTheDatabaseAreWhereTheRolesLookForThem(String overlay) {
        Set<String> hosts = new TreeSet<>();
        for (Manifest manifest : manifests(overlay)) {
            switch (manifest.kind()) {
                case "Service", "RabbitmqCluster" -> hosts.add(manifest.name());
                case "Cluster" -> hosts.add(manifest.name() + "-rw");
                default -> {
                    // is no host
                }
            }
        }
        roles(overlay).forEach(deployment -> {
            Map<String, String> environment = environment(overlay, deployment);
            assertTrue(hosts.contains(environment.get("RABBITMQ_HOST")), hosts::toString);
            String database = environment.get("QUARKUS_DATASOURCE_JDBC_URL");
            assertTrue(
                    database == null
                            || hosts.stream()
                                    .anyMatch(host -> database.equals("jdbc:postgresql://" + host + ":5432/touchline")),
                    database);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", PRODUCTION})
    void networkPoliciesSelectPodsThatThereAre(String overlay) {
        List<Map<String, String>> pods = new ArrayList<>(MADE_BY_OPERATORS);
        workloads(overlay, "Deployment", "StatefulSet")
                .map(ManifestsTest::labels)
                .forEach(pods::add);
        List<Manifest> policies = manifests(overlay).stream()
                .filter(manifest -> manifest.kind().equals("NetworkPolicy"))
                .toList();
        for (Manifest policy : policies) {
            List<JsonNode> selectors = new ArrayList<>();
            selectors.add(policy.json().at("/spec/podSelector"));
            Stream.of("from", "to")
                    .flatMap(direction -> policy.json().findValues(direction).stream())
                    .flatMap(ManifestsTest::values)
                    // Of other namespaces nothing is known here.
                    .filter(peer -> peer.has("podSelector") && !peer.has("namespaceSelector"))
                    .forEach(peer -> selectors.add(peer.path("podSelector")));
            for (JsonNode selector : selectors) {
                assertTrue(pods.stream().anyMatch(pod -> selects(selector, pod)), policy + " " + selector);
            }
        }
        JsonNode all = find(overlay, "NetworkPolicy", "default-deny").json().path("spec");
        assertEquals("{}", all.path("podSelector").toString());
        assertEquals("[\"Ingress\",\"Egress\"]", all.path("policyTypes").toString());
        assertFalse(all.has("ingress") || all.has("egress"), all::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", PRODUCTION})
    void onlyWebhooksReachTheInternetAndNothingPrivateBesides(String overlay) {
        List<Manifest> outward = manifests(overlay).stream()
                .filter(manifest -> manifest.kind().equals("NetworkPolicy"))
                .filter(policy -> !policy.json().findValues("ipBlock").isEmpty())
                .toList();
        assertEquals(
                List.of("webhooks-to-internet"),
                outward.stream().map(Manifest::name).toList());
        JsonNode policy = outward.get(0).json();
        assertEquals(
                "notification",
                policy.at("/spec/podSelector/matchLabels/app.kubernetes.io~1component")
                        .asText());
        String excepted = policy.at("/spec/egress/0/to/0/ipBlock/except").toString();
        for (String range : List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8")) {
            assertTrue(excepted.contains('"' + range + '"'), range);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", PRODUCTION})
    void imagesAreNamedByTagAndThoseOfOthersByDigest(String overlay) throws IOException {
        String version = version();
        List<String> images = new ArrayList<>();
        for (Manifest manifest : manifests(overlay)) {
            manifest.json().findValuesAsText("image").forEach(images::add);
            manifest.json().findValuesAsText("imageName").forEach(images::add);
        }
        assertTrue(images.size() >= 6, images::toString);
        for (String image : images) {
            Matcher parts = IMAGE.matcher(image);
            assertTrue(parts.matches(), image);
            assertFalse(parts.group("tag").equals("latest"), image);
            if (parts.group("name").endsWith("touchline")) {
                // Its digest is known when it has been pushed.
                assertEquals(version, parts.group("tag"));
            } else {
                assertTrue(parts.group("digest") != null, image);
            }
        }
    }

    @Test
    void whatIsScaledIsThereAndEveryRoleIs() {
        Map<String, Integer> most = mostReplicas();
        roles(PRODUCTION).forEach(deployment -> assertTrue(most.containsKey(deployment.name()), deployment::toString));
        most.keySet().forEach(name -> find(PRODUCTION, "Deployment", name));
    }

    @Test
    void theDatabaseHasAConnectionForEveryReplicaThereMayBe() {
        Map<String, Integer> most = mostReplicas();
        int connections = roles(PRODUCTION)
                .filter(deployment -> environment(PRODUCTION, deployment).containsKey("QUARKUS_DATASOURCE_JDBC_URL"))
                .mapToInt(deployment -> (most.get(deployment.name())
                                + deployment
                                        .json()
                                        .at("/spec/strategy/rollingUpdate/maxSurge")
                                        .asInt())
                        * Integer.parseInt(environment(PRODUCTION, deployment).get("QUARKUS_DATASOURCE_JDBC_MAX_SIZE")))
                .sum();
        int there = find(PRODUCTION, "Cluster", "postgresql")
                .json()
                .at("/spec/postgresql/parameters/max_connections")
                .asInt();
        // Some are for operators and replication.
        assertTrue(connections + 20 <= there, connections + " of " + there);
    }

    @Test
    void theQueuesThatRolesAreScaledByAreTheirs() {
        Map<String, String> queues = new TreeMap<>();
        for (Manifest manifest : manifests(PRODUCTION)) {
            if (manifest.kind().equals("ScaledObject")) {
                JsonNode trigger = manifest.json().at("/spec/triggers/0/metadata");
                assertEquals("http", trigger.path("protocol").asText(), "AMQP does not count what is unacknowledged");
                queues.put(manifest.name(), trigger.path("queueName").asText());
            }
        }
        assertEquals(
                Map.of("statistics", Topology.STATISTICS_QUEUE, "notification", Topology.NOTIFICATIONS_QUEUE), queues);
    }

    @Test
    void theRouteLeadsToTheRolesAndHasTimeForStreams() {
        JsonNode rules = find(PRODUCTION, "HTTPRoute", "touchline").json().at("/spec/rules");
        Set<String> behind = new TreeSet<>();
        for (JsonNode rule : rules) {
            JsonNode backend = rule.at("/backendRefs/0");
            behind.add(backend.path("name").asText());
            assertTrue(
                    values(find(PRODUCTION, "Service", backend.path("name").asText())
                                    .json()
                                    .at("/spec/ports"))
                            .anyMatch(port -> port.path("port").equals(backend.path("port"))),
                    backend::toString);
            if (backend.path("name").asText().equals("live")) {
                assertEquals("0s", rule.at("/timeouts/request").asText());
            }
        }
        assertEquals(Set.of("ingest", "live", "notification"), behind);
    }

    @Test
    void prometheusAsksThePortThatHasTheMetrics() {
        JsonNode monitor =
                find(PRODUCTION, "ServiceMonitor", "touchline").json().path("spec");
        Map<String, String> selector = strings(monitor.at("/selector/matchLabels"));
        List<Manifest> watched = manifests(PRODUCTION).stream()
                .filter(manifest -> manifest.kind().equals("Service"))
                .filter(service -> matches(selector, strings(service.json().at("/metadata/labels"))))
                .toList();
        assertEquals(
                roles(PRODUCTION).map(Manifest::name).sorted().toList(),
                watched.stream().map(Manifest::name).sorted().toList());
        for (Manifest service : watched) {
            assertTrue(
                    values(service.json().at("/spec/ports"))
                            .anyMatch(port -> port.path("name").equals(monitor.at("/endpoints/0/port"))),
                    service::toString);
        }
        assertEquals("/q/metrics", monitor.at("/endpoints/0/path").asText());
    }

    @Test
    void thePatienceAtTheEndIsThatOfTheApplicationItself() throws IOException {
        Properties own = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            own.load(reader);
        }
        Map<String, String> set =
                environment("local", roles("local").findFirst().orElseThrow());
        assertEquals(own.getProperty("quarkus.shutdown.timeout"), set.get("QUARKUS_SHUTDOWN_TIMEOUT"));
        assertEquals(own.getProperty("%prod.quarkus.shutdown.delay"), set.get("QUARKUS_SHUTDOWN_DELAY"));
    }

    private static List<Manifest> manifests(String overlay) {
        return Kustomization.rendered(overlay).stream().map(Manifest::of).toList();
    }

    private static Manifest find(String overlay, String kind, String name) {
        return manifests(overlay).stream()
                .filter(manifest ->
                        manifest.kind().equals(kind) && manifest.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " in " + overlay));
    }

    private static Stream<Manifest> workloads(String overlay, String... kinds) {
        return manifests(overlay).stream()
                .filter(manifest -> Arrays.asList(kinds).contains(manifest.kind()));
    }

    /** The Deployments of the application. */
    private static Stream<Manifest> roles(String overlay) {
        return workloads(overlay, "Deployment")
                .filter(deployment -> "touchline".equals(labels(deployment).get("app.kubernetes.io/name")));
    }

    private static JsonNode container(Manifest workload) {
        return workload.pod().at("/spec/containers/0");
    }

    private static Map<String, String> labels(Manifest workload) {
        return strings(workload.pod().at("/metadata/labels"));
    }

    private static Map<String, Integer> ports(JsonNode container) {
        return values(container.path("ports"))
                .collect(Collectors.toMap(port -> port.path("name").asText(), port -> port.path("containerPort")
                        .asInt()));
    }

    /** The variables of the first container; those from secrets have no value. */
    private static Map<String, String> environment(String overlay, Manifest workload) {
        Map<String, String> environment = new HashMap<>();
        container(workload)
                .path("envFrom")
                .forEach(source -> environment.putAll(strings(find(
                                overlay,
                                "ConfigMap",
                                source.at("/configMapRef/name").asText())
                        .json()
                        .path("data"))));
        container(workload)
                .path("env")
                .forEach(variable -> environment.put(
                        variable.path("name").asText(), variable.path("value").asText()));
        return environment;
    }

    private static Map<String, Integer> mostReplicas() {
        Map<String, Integer> most = new HashMap<>();
        for (Manifest manifest : manifests(PRODUCTION)) {
            JsonNode spec = manifest.json().path("spec");
            if (spec.has("scaleTargetRef")) {
                int bound = spec.path("maxReplicas")
                        .asInt(spec.path("maxReplicaCount").asInt());
                assertTrue(bound > 1, manifest::toString);
                assertEquals(null, most.put(spec.at("/scaleTargetRef/name").asText(), bound), "only one may decide");
            }
        }
        return most;
    }

    private static boolean selects(JsonNode selector, Map<String, String> labels) {
        Predicate<JsonNode> among =
                expression -> values(expression.path("values")).anyMatch(value -> value.asText()
                        .equals(labels.get(expression.path("key").asText())));
        // Of pods that operators make only the name is known.
        Predicate<JsonNode> applies = expression -> MADE_BY_OPERATORS.contains(labels) || among.test(expression);
        return matches(strings(selector.path("matchLabels")), labels)
                && values(selector.path("matchExpressions")).allMatch(applies);
    }

    private static boolean matches(Map<String, String> selector, Map<String, String> labels) {
        return labels.entrySet().containsAll(selector.entrySet());
    }

    private static int seconds(String duration) {
        return Integer.parseInt(duration.replace("s", ""));
    }

    private static Map<String, String> strings(JsonNode object) {
        Map<String, String> strings = new HashMap<>();
        object.properties()
                .forEach(field -> strings.put(field.getKey(), field.getValue().asText()));
        return strings;
    }

    private static Set<String> fields(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private static Stream<JsonNode> values(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String version() throws IOException {
        Matcher version = Pattern.compile("<artifactId>touchline</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        return Optional.of(version).filter(Matcher::find).orElseThrow().group(1);
    }
}
