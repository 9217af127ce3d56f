package dev.touchline.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.messaging.topology.Topology;
import dev.touchline.role.Role;
import dev.touchline.testing.Kustomization;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.io.Reader;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
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
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests are valid, consistent and match the application. */
class ManifestsTest {

    private static final String PRODUCTION = "production";
    private static final String KNATIVE_SERVICE = "serving.knative.dev/v1/Service";
    private static final String COMPONENT = "app.kubernetes.io/component";
    private static final Set<String> HEALTH = Set.of("/q/health/live", "/q/health/ready", "/q/health/started");
    private static final Pattern IMAGE =
            Pattern.compile("(?<name>[^:@]+(?::\\d+/[^:@]+)?):(?<tag>[\\w.-]+)(?<digest>@sha256:[0-9a-f]{64})?");
    /** The labels of pods that operators create. */
    private static final List<Map<String, String>> OPERATOR_PODS =
            List.of(Map.of("app.kubernetes.io/name", "rabbitmq"), Map.of("app.kubernetes.io/name", "postgresql"));

    @ForEachOverlay
    void everyManifestConformsToItsKind(String overlay) {
        List<String> mistakes = new ArrayList<>();
        for (Manifest manifest : Manifest.manifests(overlay)) {
            if (!manifest.hasModel() && !Schemas.has(manifest)) {
                mistakes.add(manifest + ": neither a model nor a schema");
            }
            if (manifest.hasModel()) {
                manifest.mistake().ifPresent(mistakes::add);
            }
            if (Schemas.has(manifest)) {
                mistakes.addAll(Schemas.violations(manifest));
            }
        }
        assertEquals(List.of(), mistakes);
    }

    @ParameterizedTest
    @CsvSource({
        "production, rabbitmq.com/v1beta1/RabbitmqCluster, /spec, replica",
        "production, rabbitmq.com/v1beta1/User, /spec, tag",
        "production, rabbitmq.com/v1beta1/Permission, /spec/permissions, delete",
        "production, rabbitmq.com/v1beta1/Policy, /spec, applyto",
        "production, postgresql.cnpg.io/v1/Cluster, /spec/postgresql, parameter",
        "production, postgresql.cnpg.io/v1/ScheduledBackup, /spec, cron",
        "production, keda.sh/v1alpha1/ScaledObject, /spec, minReplicas",
        "production, keda.sh/v1alpha1/ScaledObject, /spec/triggers/0/metadata, vhost",
        "production, keda.sh/v1alpha1/TriggerAuthentication, /spec/secretTargetRef/0, secret",
        "production, monitoring.coreos.com/v1/ServiceMonitor, /spec/endpoints/0, every",
        "production, monitoring.coreos.com/v1/PrometheusRule, /spec/groups/0/rules/0, query",
        "production, gateway.networking.k8s.io/v1/HTTPRoute, /spec/rules/0, timeout",
        "serverless, serving.knative.dev/v1/Service, /spec/template/spec/containers/0, lifecycle",
        "serverless, serving.knative.dev/v1/Service, /spec/template/spec, terminationGracePeriodSeconds",
    })
    void unknownFieldOfCustomResourceIsAViolation(String overlay, String type, String path, String field) {
        JsonNode changed = Manifest.manifests(overlay).stream()
                .filter(manifest -> manifest.type().equals(type))
                .findFirst()
                .orElseThrow()
                .json()
                .deepCopy();
        ((ObjectNode) changed.at(path)).put(field, "3");
        List<String> violations = Schemas.violations(Manifest.of(changed));
        assertTrue(violations.stream().anyMatch(violation -> violation.contains(field)), violations::toString);
    }

    @Test
    void everySchemaStatesItsSourceAndIsUsed() throws IOException {
        Set<String> types = Stream.of("local", PRODUCTION, "external", "serverless")
                .flatMap(overlay -> Manifest.manifests(overlay).stream())
                .map(manifest -> manifest.type().replace('/', '_') + ".yaml")
                .collect(Collectors.toSet());
        try (Stream<Path> files = Files.list(Path.of("src", "test", "resources", "schemas"))) {
            for (Path file : files.toList()) {
                assertTrue(types.contains(file.getFileName().toString()), file::toString);
                String source = Kustomization.YAML
                        .readTree(file.toFile())
                        .path("$comment")
                        .asText();
                assertTrue(
                        source.matches(
                                "\\S+/\\S+ (knative-)?v\\d+\\.\\d+\\.\\d+, \\S+\\.yaml, reduced to the fields .*"),
                        source);
            }
        }
    }

    @Test
    void wrongValueOfCustomResourceIsAViolation() {
        JsonNode changed =
                Manifest.find(PRODUCTION, "ScaledObject", "notification").json().deepCopy();
        ((ObjectNode) changed.path("spec")).put("minReplicaCount", "two");
        ((ObjectNode) changed.at("/spec/fallback")).put("behavior", "hope");
        ((ObjectNode) changed.at("/spec/triggers/0/metadata")).put("targetQueryValue", 64);
        assertTrue(Schemas.violations(Manifest.of(changed)).size() >= 3);
    }

    @Test
    void unknownFieldOfABuiltInKindIsAnError() {
        Manifest deployment = workloads("local", "Deployment").findFirst().orElseThrow();
        JsonNode changed = deployment.json().deepCopy();
        ((ObjectNode) changed.at("/spec/template/spec/containers/0/readinessProbe")).put("initialDelay", 3);
        assertTrue(Manifest.of(changed).mistake().orElse("").contains("initialDelay"));
    }

    @ForEachOverlay
    void manifestsAreUnique(String overlay) {
        List<String> names =
                Manifest.manifests(overlay).stream().map(Manifest::toString).toList();
        assertEquals(Set.copyOf(names).size(), names.size(), names::toString);
    }

    @ForEachOverlay
    void everyManifestIsLabelled(String overlay) {
        for (Manifest manifest : Manifest.manifests(overlay)) {
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

    @ForEachOverlay
    void everyRoleIsDeployed(String overlay) {
        Set<String> deployed = new TreeSet<>();
        roles(overlay).forEach(deployment -> {
            String role = environment(overlay, deployment).get("TOUCHLINE_ROLES");
            assertEquals(deployment.name(), role);
            assertEquals(role, labels(deployment).get(COMPONENT));
            deployed.add(role);
        });
        knativeServices(overlay).forEach(service -> {
            String role = environment(overlay, service).get("TOUCHLINE_ROLES");
            assertEquals(role, labels(service).get(COMPONENT));
            deployed.add(role);
        });
        Set<String> known = Arrays.stream(Role.values())
                .map(role -> role.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        assertEquals(known, deployed);
    }

    @ForEachOverlay
    void everyVariableIsAConfigurationKey(String overlay) {
        Set<String> known = EnvironmentVariables.all();
        Stream.concat(roles(overlay), knativeServices(overlay)).forEach(deployment -> {
            Set<String> unknown = new TreeSet<>(environment(overlay, deployment).keySet());
            assertTrue(unknown.size() > 5, unknown::toString);
            unknown.removeAll(known);
            assertEquals(Set.of(), unknown, deployment::toString);
        });
    }

    @Test
    void buildTimeKeysAreNotRuntimeKeys() {
        Set<String> known = EnvironmentVariables.all();
        assertTrue(known.containsAll(
                Set.of("QUARKUS_HTTP_PORT", "TOUCHLINE_LIVE_MAX_STREAMS_PER_CLIENT", "RABBITMQ_SSL")));
        assertFalse(known.contains("QUARKUS_MANAGEMENT_ENABLED"));
        assertFalse(known.contains("TOUCHLINE_LIVE_MAX"));
    }

    @ForEachOverlay
    void onlyRolesWithADatabaseHaveDatabaseSettings(String overlay) {
        Stream.concat(roles(overlay), knativeServices(overlay))
                .forEach(deployment -> assertEquals(
                        !deployment.name().equals("ingest"),
                        environment(overlay, deployment).containsKey("QUARKUS_DATASOURCE_JDBC_URL"),
                        deployment::toString));
    }

    @ForEachOverlay
    void portsAndProbesMatchTheApplication(String overlay) {
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
            for (String probe : List.of("startupProbe", "livenessProbe")) {
                assertEquals(
                        "/q/health/live",
                        container(deployment).path(probe).at("/httpGet/path").asText(),
                        "an unavailable broker or database must not restart processes");
            }
            JsonNode startup = container(deployment).path("startupProbe");
            assertTrue(
                    startup.path("periodSeconds").asInt()
                                    * startup.path("failureThreshold").asInt()
                            >= 600,
                    "a start has taken 212 s on a busy node");
        });
    }

    @ForEachOverlay
    void startupProbeExistsOnlyWithALivenessProbe(String overlay) {
        // Without a liveness probe, it would only kill containers that start slowly.
        workloads(overlay, "Deployment", "StatefulSet").forEach(workload -> {
            JsonNode container = container(workload);
            assertTrue(container.has("livenessProbe") || !container.has("startupProbe"), workload::toString);
        });
    }

    @Test
    void knativeServicesUseOnePortNoHooksAndScaleToZero() {
        List<Manifest> services = knativeServices("serverless").toList();
        assertEquals(
                List.of("ingest", "subscriptions"),
                services.stream().map(Manifest::name).sorted().toList());
        for (Manifest service : services) {
            Map<String, String> environment = environment("serverless", service);
            JsonNode container = container(service);
            assertEquals(
                    environment.get("QUARKUS_HTTP_PORT"),
                    container.at("/ports/0/containerPort").asText());
            assertEquals("true", environment.get("TOUCHLINE_HEALTH_ON_HTTP_PORT"));
            for (String probe : List.of("readinessProbe", "livenessProbe")) {
                assertFalse(container.path(probe).path("httpGet").has("port"), "Knative sets the port of probes");
            }
            JsonNode annotations = service.pod().at("/metadata/annotations");
            assertEquals(
                    "0", annotations.path("autoscaling.knative.dev/min-scale").asText());
            assertTrue(annotations.path("autoscaling.knative.dev/max-scale").asInt() >= 1);
            JsonNode resources = Manifest.find(PRODUCTION, "Deployment", environment.get("TOUCHLINE_ROLES"))
                    .json()
                    .at("/spec/template/spec/containers/0/resources");
            assertEquals(resources, container.path("resources"), "the resources of base/resources.yaml");
            JsonNode security = container.path("securityContext");
            assertTrue(security.path("runAsNonRoot").asBoolean());
            assertFalse(security.path("allowPrivilegeEscalation").asBoolean(true));
            assertTrue(security.path("readOnlyRootFilesystem").asBoolean());
            assertEquals("[\"ALL\"]", security.at("/capabilities/drop").toString());
            assertEquals("RuntimeDefault", security.at("/seccompProfile/type").asText());
        }
        Set<String> fromZero = Manifest.manifests("serverless").stream()
                .filter(manifest -> manifest.kind().equals("ScaledObject"))
                .filter(scaled -> scaled.json().at("/spec/minReplicaCount").asInt(-1) == 0)
                .map(scaled -> scaled.json().at("/spec/scaleTargetRef/name").asText())
                .collect(Collectors.toSet());
        assertEquals(
                Set.of("statistics", "notification"), fromZero, "live does not scale to 0 because it serves streams");
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "external", "serverless"})
    void proxyHasTimeToCloseItsStreams(String overlay) throws IOException {
        Manifest proxy = Manifest.find(overlay, "Deployment", "proxy");
        Matcher shutdown = Pattern.compile("worker_shutdown_timeout (\\d+)s;")
                .matcher(Files.readString(Path.of("proxy", "nginx.conf")));
        assertTrue(shutdown.find());
        int sleep = container(proxy).at("/lifecycle/preStop/sleep/seconds").asInt();
        assertTrue(sleep > 0);
        assertTrue(proxy.pod().at("/spec/terminationGracePeriodSeconds").asInt()
                > sleep + Integer.parseInt(shutdown.group(1)));
        assertEquals(
                0,
                proxy.json().at("/spec/strategy/rollingUpdate/maxUnavailable").asInt(1));
    }

    @Test
    void localBrokerIsConfiguredWithItsMemoryLimit() throws IOException {
        JsonNode container = container(Manifest.find("local", "StatefulSet", "rabbitmq"));
        Properties configuration = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("k8s", "overlays", "local", "rabbitmq.conf"))) {
            configuration.load(reader);
        }
        assertEquals(
                bytes(container.at("/resources/limits/memory").asText()),
                Long.parseLong(configuration.getProperty("total_memory_available_override_value")));
        assertTrue(values(container.path("volumeMounts"))
                .anyMatch(mount -> mount.path("subPath").asText().equals("rabbitmq.conf")
                        && mount.path("mountPath").asText().matches("/etc/rabbitmq/conf\\.d/.+\\.conf")));
    }

    @Test
    void simulatedAgentsOfTheLocalOverlayReportToTheProxy() {
        Map<String, String> environment = environment("local", Manifest.find("local", "Deployment", "live"));
        assertEquals("true", environment.get("TOUCHLINE_SIMULATION_ENABLED"));
        JsonNode port = Manifest.find("local", "Service", "proxy").json().at("/spec/ports/0");
        assertEquals("http://proxy:" + port.path("port").asText(), environment.get("TOUCHLINE_SIMULATION_TARGET"));
        JsonNode out =
                Manifest.find("local", "NetworkPolicy", "agents-to-proxy").json();
        JsonNode in =
                Manifest.find("local", "NetworkPolicy", "proxy-from-agents").json();
        Map<String, String> live = labels(Manifest.find("local", "Deployment", "live"));
        Map<String, String> proxy = labels(Manifest.find("local", "Deployment", "proxy"));
        assertTrue(selects(out.at("/spec/podSelector"), live));
        assertTrue(selects(out.at("/spec/egress/0/to/0/podSelector"), proxy));
        assertTrue(selects(in.at("/spec/podSelector"), proxy));
        assertTrue(selects(in.at("/spec/ingress/0/from/0/podSelector"), live));
    }

    @ForEachOverlay
    void jvmComponentChangesOnlyMemory(String overlay) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "kustomizations", "jvm-" + overlay));
        Files.writeString(folder.resolve("kustomization.yaml"), """
                resources:
                  - ../../../k8s/overlays/%s
                components:
                  - ../../../k8s/components/jvm
                """.formatted(overlay));
        Map<String, JsonNode> jvm = Kustomization.rendered(folder).stream()
                .collect(Collectors.toMap(ManifestsTest::identity, json -> json));
        int raised = 0;
        for (Manifest manifest : Manifest.manifests(overlay)) {
            JsonNode other = jvm.remove(identity(manifest.json())).deepCopy();
            if (environment(overlay, manifest).containsKey("TOUCHLINE_ROLES")) {
                for (String bound : List.of("requests", "limits")) {
                    String path = "/spec/template/spec/containers/0/resources/" + bound;
                    String memory = manifest.json().at(path + "/memory").asText();
                    assertTrue(bytes(other.at(path + "/memory").asText()) > bytes(memory), manifest::toString);
                    ((ObjectNode) other.at(path)).put("memory", memory);
                }
                raised++;
            }
            assertEquals(manifest.json(), other);
        }
        assertEquals(Map.of(), jvm);
        assertEquals(roles(overlay).count() + knativeServices(overlay).count(), raised);
    }

    @Test
    void serverlessProxyRoutesToTheKnativeServices() throws IOException {
        String backends = Files.readString(Path.of("k8s", "overlays", "serverless", "backends.conf"));
        Set<String> named = Pattern.compile("(?m)^ +\\d+ (\\w+)\\.touchline\\.svc\\.cluster\\.local;$")
                .matcher(backends)
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toSet());
        assertEquals(knativeServices("serverless").map(Manifest::name).collect(Collectors.toSet()), named);
        for (String role : List.of("ingest", "statistics", "live", "notification")) {
            assertTrue(backends.contains("upstream " + role + " {"), role);
        }
        assertEquals(
                backends,
                Manifest.manifests("serverless").stream()
                        .filter(manifest -> manifest.name().startsWith("proxy-")
                                && manifest.kind().equals("ConfigMap"))
                        .map(manifest ->
                                manifest.json().at("/data/backends.conf").asText())
                        .findFirst()
                        .orElseThrow());
    }

    @ForEachOverlay
    void terminationGracePeriodExceedsShutdownTimeout(String overlay) {
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

    @ForEachOverlay
    void rolloutKeepsEveryReplicaAvailable(String overlay) {
        roles(overlay).forEach(deployment -> {
            JsonNode update = deployment.json().at("/spec/strategy/rollingUpdate");
            assertEquals(0, update.path("maxUnavailable").asInt(1), deployment::toString);
            assertFalse(
                    deployment.json().path("spec").has("replicas"),
                    "replicas would undo autoscaling when applied again");
            assertEquals(
                    2, deployment.pod().at("/spec/topologySpreadConstraints").size());
            assertTrue(
                    Manifest.manifests(overlay).stream()
                            .filter(manifest -> manifest.kind().equals("PodDisruptionBudget"))
                            .anyMatch(budget -> selects(budget.json().at("/spec/selector"), labels(deployment))),
                    deployment::toString);
        });
    }

    /** The profile restricted of the Pod Security Standards. */
    @ForEachOverlay
    void everyPodMeetsTheRestrictedStandard(String overlay) {
        workloads(overlay, "Deployment", "StatefulSet", "Job").forEach(workload -> {
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
            Manifest account = Manifest.find(
                    overlay,
                    "ServiceAccount",
                    deployment.pod().at("/spec/serviceAccountName").asText());
            assertFalse(account.json().path("automountServiceAccountToken").asBoolean(true));
        });
    }

    @ForEachOverlay
    void everyReferencedSecretExists(String overlay) throws IOException {
        Map<String, Set<String>> secrets = new HashMap<>();
        secrets.put("touchline-external", keysOfTheExternalSecret());
        if (overlay.equals("external") || overlay.equals("serverless")) {
            usersOfTheExternalBroker()
                    .forEach(user -> secrets.put(user + "-user-credentials", Set.of("username", "password")));
        }
        for (Manifest manifest : Manifest.manifests(overlay)) {
            switch (manifest.kind()) {
                case "Secret" ->
                    secrets.put(manifest.name(), fields(manifest.json().path("data")));
                case "User" -> secrets.put(manifest.name() + "-user-credentials", Set.of("username", "password"));
                case "Cluster" ->
                    secrets.put(
                            manifest.name() + "-app",
                            Set.of("username", "password", "host", "port", "dbname", "uri", "fqdn-uri"));
                default -> {
                    // Creates no Secret.
                }
            }
        }
        List<JsonNode> references = Manifest.manifests(overlay).stream()
                .flatMap(manifest -> Stream.concat(
                        manifest.json().findValues("secretKeyRef").stream(),
                        values(manifest.json().at("/spec/secretTargetRef"))))
                .toList();
        assertTrue(references.size() >= 10, references::toString);
        references.forEach(reference -> assertTrue(
                secrets.getOrDefault(reference.path("name").asText(), Set.of())
                        .contains(reference.path("key").asText()),
                reference::toString));
    }

    /** The keys of the Secret in the examples of k8s/README.md, including commented ones. */
    private static Set<String> keysOfTheExternalSecret() throws IOException {
        return Pattern.compile("(?m)^(?:# )?([A-Z][A-Z_]+)=\\S+")
                .matcher(Files.readString(Path.of("k8s", "README.md")))
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toSet());
    }

    /** The broker users for which the examples of k8s/README.md create Secrets. */
    private static Set<String> usersOfTheExternalBroker() throws IOException {
        Matcher loop = Pattern.compile("(?m)^for user in ([a-z ]+); do")
                .matcher(Files.readString(Path.of("k8s", "README.md")));
        assertTrue(loop.find());
        return Set.of(loop.group(1).split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"external", "serverless"})
    void externalOverlaysHaveNeitherBrokerNorDatabaseNorTheirAddresses(String overlay) {
        assertTrue(workloads(overlay, "StatefulSet", "RabbitmqCluster", "Cluster", "Secret")
                .findAny()
                .isEmpty());
        Stream.concat(roles(overlay), knativeServices(overlay)).forEach(workload -> {
            Set<String> fromSecret = values(container(workload).path("env"))
                    .filter(variable ->
                            variable.at("/valueFrom/secretKeyRef/name").asText().equals("touchline-external"))
                    .map(variable -> variable.path("name").asText())
                    .collect(Collectors.toSet());
            Set<String> needed = new TreeSet<>(Set.of("RABBITMQ_HOST", "RABBITMQ_PORT"));
            if (!workload.name().equals("ingest")) {
                needed.addAll(Set.of(
                        "QUARKUS_DATASOURCE_JDBC_URL", "QUARKUS_DATASOURCE_USERNAME", "QUARKUS_DATASOURCE_PASSWORD"));
            }
            assertTrue(fromSecret.containsAll(needed), workload + " " + fromSecret);
            assertTrue(
                    workload.name().equals("ingest")
                            == fromSecret.stream().noneMatch(name -> name.contains("DATASOURCE")),
                    "ingest has no database settings");
        });
    }

    @Test
    void productionContainsNoSecret() {
        assertTrue(Manifest.manifests(PRODUCTION).stream()
                .noneMatch(manifest -> manifest.kind().equals("Secret")));
    }

    @ForEachOverlay
    void servicesSelectPods(String overlay) {
        List<Manifest> services = Manifest.manifests(overlay).stream()
                .filter(manifest -> manifest.type().equals("v1/Service"))
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
    void brokerAndDatabaseServicesMatchTheRolesSettings(String overlay) {
        Set<String> hosts = new TreeSet<>();
        for (Manifest manifest : Manifest.manifests(overlay)) {
            switch (manifest.kind()) {
                case "Service", "RabbitmqCluster" -> hosts.add(manifest.name());
                case "Cluster" -> hosts.add(manifest.name() + "-rw");
                default -> {
                    // Not a host.
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

    @ForEachOverlay
    void networkPoliciesSelectExistingPods(String overlay) {
        List<Map<String, String>> pods = new ArrayList<>();
        if (overlay.equals(PRODUCTION)) {
            pods.addAll(OPERATOR_PODS);
        }
        workloads(overlay, "Deployment", "StatefulSet", "Job")
                .map(ManifestsTest::labels)
                .forEach(pods::add);
        knativeServices(overlay).forEach(service -> {
            Map<String, String> labels = labels(service);
            labels.put("serving.knative.dev/service", service.name());
            pods.add(labels);
        });
        List<Manifest> policies = Manifest.manifests(overlay).stream()
                .filter(manifest -> manifest.kind().equals("NetworkPolicy"))
                .toList();
        for (Manifest policy : policies) {
            List<JsonNode> selectors = new ArrayList<>();
            selectors.add(policy.json().at("/spec/podSelector"));
            Stream.of("from", "to")
                    .flatMap(direction -> policy.json().findValues(direction).stream())
                    .flatMap(ManifestsTest::values)
                    // Pods of other namespaces are unknown here.
                    .filter(peer -> peer.has("podSelector") && !peer.has("namespaceSelector"))
                    .forEach(peer -> selectors.add(peer.path("podSelector")));
            for (JsonNode selector : selectors) {
                assertTrue(pods.stream().anyMatch(pod -> selects(selector, pod)), policy + " " + selector);
            }
        }
        JsonNode all =
                Manifest.find(overlay, "NetworkPolicy", "default-deny").json().path("spec");
        assertEquals("{}", all.path("podSelector").toString());
        assertEquals("[\"Ingress\",\"Egress\"]", all.path("policyTypes").toString());
        assertFalse(all.has("ingress") || all.has("egress"), all::toString);
    }

    @ForEachOverlay
    void onlyNotificationReachesPublicAddresses(String overlay) {
        Set<String> inward = Set.of("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7");
        List<Manifest> outward = new ArrayList<>();
        for (Manifest policy : Manifest.manifests(overlay)) {
            // The address of an external broker or database is not known here.
            if (!policy.kind().equals("NetworkPolicy") || policy.name().startsWith("roles-to-external-")) {
                continue;
            }
            values(policy.json().at("/spec/egress"))
                    .forEach(rule -> assertTrue(rule.has("to"), policy + " allows every address"));
            if (policy.json().findValues("ipBlock").stream()
                    .anyMatch(block -> !inward.contains(block.path("cidr").asText()))) {
                outward.add(policy);
            }
        }
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

    @ForEachOverlay
    void imagesHaveTagsAndThirdPartyImagesDigests(String overlay) throws IOException {
        String version = version();
        List<String> images = new ArrayList<>();
        for (Manifest manifest : Manifest.manifests(overlay)) {
            manifest.json().findValuesAsText("image").forEach(images::add);
            manifest.json().findValuesAsText("imageName").forEach(images::add);
        }
        assertTrue(images.size() >= 5, images::toString);
        for (String image : images) {
            Matcher parts = IMAGE.matcher(image);
            assertTrue(parts.matches(), image);
            assertFalse(parts.group("tag").equals("latest"), image);
            if (parts.group("name").endsWith("touchline")) {
                // The digest is known only after the image has been pushed.
                assertEquals(version, parts.group("tag"));
            } else {
                assertTrue(parts.group("digest") != null, image);
            }
        }
    }

    @Test
    void everyRoleIsScaled() {
        Map<String, Integer> max = maxReplicas();
        roles(PRODUCTION).forEach(deployment -> assertTrue(max.containsKey(deployment.name()), deployment::toString));
        max.keySet().forEach(name -> Manifest.find(PRODUCTION, "Deployment", name));
    }

    @Test
    void databaseHasConnectionsForAllReplicas() {
        Map<String, Integer> max = maxReplicas();
        int connections = roles(PRODUCTION)
                .filter(deployment -> environment(PRODUCTION, deployment).containsKey("QUARKUS_DATASOURCE_JDBC_URL"))
                .mapToInt(deployment -> (max.get(deployment.name())
                                + deployment
                                        .json()
                                        .at("/spec/strategy/rollingUpdate/maxSurge")
                                        .asInt())
                        // And the one by which the process probes the database.
                        * (Integer.parseInt(environment(PRODUCTION, deployment).get("QUARKUS_DATASOURCE_JDBC_MAX_SIZE"))
                                + 1))
                .sum();
        int there = Manifest.find(PRODUCTION, "Cluster", "postgresql")
                .json()
                .at("/spec/postgresql/parameters/max_connections")
                .asInt();
        // Reserve some connections for operators and replication.
        assertTrue(connections + 20 <= there, connections + " of " + there);
    }

    @ParameterizedTest
    @ValueSource(strings = {PRODUCTION, "serverless"})
    void statisticsScalesByItsQueueAndNotificationByDueDeliveries(String overlay) throws IOException {
        JsonNode queue =
                Manifest.find(overlay, "ScaledObject", "statistics").json().at("/spec/triggers/0");
        assertEquals("rabbitmq", queue.path("type").asText());
        assertEquals(
                "http", queue.at("/metadata/protocol").asText(), "only the HTTP API counts unacknowledged messages");
        assertEquals(Topology.STATISTICS_QUEUE, queue.at("/metadata/queueName").asText());
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("src", "main", "resources", "application.properties"))) {
            properties.load(file);
        }
        int prefetch = Integer.parseInt(properties.getProperty("mp.messaging.incoming.statistics.prefetch"));
        assertTrue(
                queue.at("/metadata/value").asInt() >= prefetch,
                () -> "a replica holds up to " + prefetch + " unacknowledged messages, which need no other replica");
        JsonNode due =
                Manifest.find(overlay, "ScaledObject", "notification").json().at("/spec/triggers/0");
        assertEquals("postgresql", due.path("type").asText());
        assertTrue(
                due.at("/metadata/query").asText().contains("delivery_queue.due_at <= now()"),
                "the query counts retries");
        assertTrue(
                Files.readString(Path.of("docs", "metrics.md"))
                        .replaceAll("\\s+", " ")
                        .contains(due.at("/metadata/query").asText().replaceAll("\\s+", " ")),
                "the query is that of docs/metrics.md, which DeliveryBacklogTest runs");
        for (JsonNode trigger : List.of(queue, due)) {
            Manifest.find(
                    overlay,
                    "TriggerAuthentication",
                    trigger.at("/authenticationRef/name").asText());
        }
    }

    @Test
    void routesReachTheRolesAndAllowStreams() {
        JsonNode rules =
                Manifest.find(PRODUCTION, "HTTPRoute", "touchline").json().at("/spec/rules");
        Set<String> behind = new TreeSet<>();
        for (JsonNode rule : rules) {
            JsonNode backend = rule.at("/backendRefs/0");
            behind.add(backend.path("name").asText());
            assertTrue(
                    values(Manifest.find(
                                            PRODUCTION,
                                            "Service",
                                            backend.path("name").asText())
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
    void prometheusScrapesTheManagementPort() {
        JsonNode monitor =
                Manifest.find(PRODUCTION, "ServiceMonitor", "touchline").json().path("spec");
        Map<String, String> selector = strings(monitor.at("/selector/matchLabels"));
        List<Manifest> watched = Manifest.manifests(PRODUCTION).stream()
                .filter(manifest -> manifest.type().equals("v1/Service"))
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
    void shutdownTimeoutsMatchTheApplication() throws IOException {
        Properties own = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            own.load(reader);
        }
        Map<String, String> set =
                environment("local", roles("local").findFirst().orElseThrow());
        assertEquals(own.getProperty("quarkus.shutdown.timeout"), set.get("QUARKUS_SHUTDOWN_TIMEOUT"));
        assertEquals(own.getProperty("%prod.quarkus.shutdown.delay"), set.get("QUARKUS_SHUTDOWN_DELAY"));
    }

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest
    @ValueSource(strings = {"local", PRODUCTION, "external", "serverless"})
    private @interface ForEachOverlay {}

    private static Stream<Manifest> workloads(String overlay, String... kinds) {
        return Manifest.manifests(overlay).stream()
                .filter(manifest -> Arrays.asList(kinds).contains(manifest.kind()));
    }

    /** The Deployments of the application's roles. */
    private static Stream<Manifest> roles(String overlay) {
        return workloads(overlay, "Deployment")
                .filter(deployment -> "touchline".equals(labels(deployment).get("app.kubernetes.io/name")));
    }

    /** The Knative services of the application's roles; most overlays have none. */
    private static Stream<Manifest> knativeServices(String overlay) {
        return Manifest.manifests(overlay).stream()
                .filter(manifest -> manifest.type().equals(KNATIVE_SERVICE));
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

    /** The environment of the first container; variables from secrets have no value. */
    private static Map<String, String> environment(String overlay, Manifest workload) {
        Map<String, String> environment = new HashMap<>();
        container(workload)
                .path("envFrom")
                .forEach(source -> environment.putAll(strings(Manifest.find(
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

    private static Map<String, Integer> maxReplicas() {
        Map<String, Integer> max = new HashMap<>();
        for (Manifest manifest : Manifest.manifests(PRODUCTION)) {
            JsonNode spec = manifest.json().path("spec");
            if (spec.has("scaleTargetRef")) {
                int bound = spec.path("maxReplicas")
                        .asInt(spec.path("maxReplicaCount").asInt());
                assertTrue(bound > 1, manifest::toString);
                assertEquals(
                        null,
                        max.put(spec.at("/scaleTargetRef/name").asText(), bound),
                        "only one scaler per deployment");
            }
        }
        return max;
    }

    private static boolean selects(JsonNode selector, Map<String, String> labels) {
        Predicate<JsonNode> among = expression -> {
            String label = labels.get(expression.path("key").asText());
            return expression.path("operator").asText().equals("Exists")
                    ? label != null
                    : values(expression.path("values"))
                            .anyMatch(value -> value.asText().equals(label));
        };
        // Only the names of pods that operators create are known.
        Predicate<JsonNode> applies = expression -> OPERATOR_PODS.contains(labels) || among.test(expression);
        return matches(strings(selector.path("matchLabels")), labels)
                && values(selector.path("matchExpressions")).allMatch(applies);
    }

    private static boolean matches(Map<String, String> selector, Map<String, String> labels) {
        return labels.entrySet().containsAll(selector.entrySet());
    }

    private static String identity(JsonNode json) {
        return Manifest.of(json).type() + "/" + Manifest.of(json).name();
    }

    private static long bytes(String quantity) {
        return Quantity.parse(quantity).getNumericalAmount().longValueExact();
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
