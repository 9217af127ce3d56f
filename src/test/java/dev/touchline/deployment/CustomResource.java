package dev.touchline.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The kinds that operators bring, as far as the manifests use them. There is no model of them to read them with; so these
 * are the fields used, each held by hand against the operators' definitions (RabbitMQ Cluster Operator 2, CloudNativePG
 * 1.27, KEDA 2.17, Prometheus Operator 0.85). A star stands for whatever is below.
 */
final class CustomResource {

    private static final Map<String, Set<String>> FIELDS = Map.of(
            "rabbitmq.com/v1beta1/RabbitmqCluster",
            Set.of(
                    "spec.replicas",
                    "spec.image",
                    "spec.persistence.storage",
                    "spec.resources.requests.*",
                    "spec.resources.limits.*",
                    "spec.terminationGracePeriodSeconds",
                    "spec.rabbitmq.additionalConfig",
                    "spec.affinity.podAntiAffinity.*",
                    "spec.override.statefulSet.spec.template.spec.containers.*",
                    "spec.override.statefulSet.spec.template.spec.topologySpreadConstraints.*"),
            "postgresql.cnpg.io/v1/Cluster",
            Set.of(
                    "spec.instances",
                    "spec.imageName",
                    "spec.bootstrap.initdb.database",
                    "spec.bootstrap.initdb.owner",
                    "spec.inheritedMetadata.labels.*",
                    "spec.storage.size",
                    "spec.walStorage.size",
                    "spec.resources.requests.*",
                    "spec.resources.limits.*",
                    "spec.affinity.enablePodAntiAffinity",
                    "spec.affinity.podAntiAffinityType",
                    "spec.affinity.topologyKey",
                    "spec.topologySpreadConstraints.*",
                    "spec.postgresql.parameters.*",
                    "spec.postgresql.synchronous.method",
                    "spec.postgresql.synchronous.number",
                    "spec.postgresql.synchronous.dataDurability",
                    "spec.backup.target",
                    "spec.backup.volumeSnapshot.online"),
            "postgresql.cnpg.io/v1/ScheduledBackup",
            Set.of("spec.cluster.name", "spec.schedule", "spec.method", "spec.backupOwnerReference"),
            "keda.sh/v1alpha1/ScaledObject",
            Set.of(
                    "spec.scaleTargetRef.name",
                    "spec.minReplicaCount",
                    "spec.maxReplicaCount",
                    "spec.pollingInterval",
                    "spec.fallback.failureThreshold",
                    "spec.fallback.replicas",
                    "spec.fallback.behavior",
                    "spec.triggers.type",
                    "spec.triggers.authenticationRef.name",
                    "spec.triggers.metadata.host",
                    "spec.triggers.metadata.vhostName",
                    "spec.triggers.metadata.protocol",
                    "spec.triggers.metadata.mode",
                    "spec.triggers.metadata.queueName",
                    "spec.triggers.metadata.value"),
            "keda.sh/v1alpha1/TriggerAuthentication",
            Set.of("spec.secretTargetRef.parameter", "spec.secretTargetRef.name", "spec.secretTargetRef.key"),
            "monitoring.coreos.com/v1/ServiceMonitor",
            Set.of(
                    "spec.selector.matchLabels.*",
                    "spec.jobLabel",
                    "spec.endpoints.port",
                    "spec.endpoints.path",
                    "spec.endpoints.interval",
                    "spec.endpoints.scrapeTimeout"),
            "monitoring.coreos.com/v1/PrometheusRule",
            Set.of(
                    "spec.groups.name",
                    "spec.groups.rules.alert",
                    "spec.groups.rules.expr",
                    "spec.groups.rules.for",
                    "spec.groups.rules.labels.*",
                    "spec.groups.rules.annotations.*"));

    private CustomResource() {}

    /** The fields of the manifest that its kind does not have; all of them where the kind is not known. */
    static List<String> unknownFields(JsonNode manifest) {
        Set<String> known = FIELDS.getOrDefault(Manifest.of(manifest).type(), Set.of());
        List<String> unknown = new ArrayList<>();
        collect("spec", manifest.path("spec"), known, unknown);
        manifest.fieldNames().forEachRemaining(name -> {
            if (!Set.of("apiVersion", "kind", "metadata", "spec").contains(name)) {
                unknown.add(name);
            }
        });
        return unknown;
    }

    private static void collect(String path, JsonNode node, Set<String> known, List<String> unknown) {
        if (known.contains(path + ".*")) {
            return;
        }
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(field -> collect(path + "." + field.getKey(), field.getValue(), known, unknown));
        } else if (node.isArray() && !node.isEmpty()) {
            node.forEach(item -> collect(path, item, known, unknown));
        } else if (!known.contains(path)) {
            unknown.add(path);
        }
    }
}
