package dev.touchline.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Kustomization;
import dev.touchline.testing.Metrics;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Alerts and the dashboard use only metrics that exist in both kinds of build. */
@QuarkusTest
class MonitoringTest {

    private static final Path PRODUCTION = Path.of("k8s", "overlays", "production");
    private static final Pattern METRIC = Pattern.compile("([a-z][a-z0-9_]+)(?=\\{)");
    /** Created by Prometheus for each scraped process. */
    private static final String PROMETHEUS_METRIC = "up";
    /** Metrics of garbage collection, buffers and thread states, which the native executable lacks. */
    private static final Pattern JVM_ONLY =
            Pattern.compile("jvm_(gc|buffer)_.*|jvm_memory_(usage_after_gc.*|max_bytes)|jvm_threads_states_threads");

    @Test
    void everyMetricOfAlertsAndDashboardExists() throws IOException {
        Metrics metrics = Metrics.now();
        Set<String> missing = namesInAlertsAndDashboard();
        missing.removeIf(metrics::has);
        assertEquals(Set.of(), missing);
    }

    @Test
    void noMetricOfAlertsAndDashboardIsMissingInTheNativeExecutable() throws IOException {
        Set<String> names = namesInAlertsAndDashboard();
        names.removeIf(name -> !JVM_ONLY.matcher(name).matches());
        assertEquals(Set.of(), names);
    }

    @Test
    void memoryIsMeasuredWithoutJvmMeters() {
        Metrics metrics = Metrics.now();
        double heap = metrics.value("touchline_memory_heap_max_bytes");
        assertEquals(Runtime.getRuntime().maxMemory(), heap);
        double used = metrics.value("touchline_memory_heap_used_bytes");
        assertTrue(used > 0 && used <= heap, () -> used + " of " + heap);
        if (Files.isReadable(Path.of("/proc/self/status"))) {
            double resident = metrics.value("process_resident_memory_bytes");
            double limit = metrics.value("touchline_memory_limit_bytes");
            assertTrue(resident > 0 && resident <= limit, () -> resident + " of " + limit);
        }
    }

    /** The names of the application's metrics that alerts and the dashboard use. */
    static Set<String> namesInAlertsAndDashboard() throws IOException {
        Set<String> names = new TreeSet<>();
        JsonNode dashboard = Kustomization.YAML.readTree(
                PRODUCTION.resolve(Path.of("dashboards", "touchline.json")).toFile());
        dashboard.findValuesAsText("expr").forEach(expression -> collect(expression, names));
        int onDashboard = names.size();
        assertTrue(onDashboard > 10, names::toString);
        Kustomization.rendered("production").stream()
                .filter(manifest -> manifest.path("kind").asText().equals("PrometheusRule"))
                .flatMap(manifest -> manifest.findValuesAsText("expr").stream())
                .forEach(expression -> collect(expression, names));
        assertTrue(names.size() > onDashboard, "alerts use further metrics");
        names.remove(PROMETHEUS_METRIC);
        return names;
    }

    private static void collect(String expression, Set<String> names) {
        Matcher metric = METRIC.matcher(expression);
        while (metric.find()) {
            names.add(metric.group(1));
        }
    }
}
