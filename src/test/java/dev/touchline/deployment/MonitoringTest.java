package dev.touchline.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.messaging.Topology;
import dev.touchline.testing.AnyoneAtTheBroker;
import dev.touchline.testing.Api;
import dev.touchline.testing.Kustomization;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.Report;
import dev.touchline.testing.Unique;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Alerts and the dashboard ask for what the application measures. */
@QuarkusTest
class MonitoringTest {

    private static final Path PRODUCTION = Path.of("k8s", "overlays", "production");
    private static final Pattern METRIC = Pattern.compile("([a-z][a-z0-9_]+)(?=\\{)");
    /** What Prometheus itself knows of whom it asks. */
    private static final String OF_PROMETHEUS = "up";

    @Test
    void every_metric_of_alerts_and_dashboard_is_there() throws IOException {
        Set<String> asked = new TreeSet<>();
        JsonNode dashboard = Kustomization.YAML.readTree(
                PRODUCTION.resolve(Path.of("dashboards", "touchline.json")).toFile());
        dashboard.findValuesAsText("expr").forEach(expression -> collect(expression, asked));
        int onDashboard = asked.size();
        assertTrue(onDashboard > 10, asked::toString);
        Kustomization.rendered("production").stream()
                .filter(manifest -> manifest.path("kind").asText().equals("PrometheusRule"))
                .flatMap(manifest -> manifest.findValuesAsText("expr").stream())
                .forEach(expression -> collect(expression, asked));
        assertTrue(asked.size() > onDashboard, "some are asked for by alerts alone");

        String match = Unique.match();
        Api.accept(Report.goal(match, "home", 1));
        Api.awaitSeq(match, 1);
        try (AnyoneAtTheBroker anyone = AnyoneAtTheBroker.ofThisApplication()) {
            anyone.publish(Topology.EVENTS_EXCHANGE, "football", AnyoneAtTheBroker.bytes("garbage"));
        }
        Api.eventually().until(() -> Metrics.now().has("touchline_messaging_dead_lettered_total"));
        Metrics metrics = Metrics.now();
        asked.removeIf(name -> name.equals(OF_PROMETHEUS) || metrics.has(name));
        assertEquals(Set.of(), asked);
    }

    private static void collect(String expression, Set<String> names) {
        Matcher metric = METRIC.matcher(expression);
        while (metric.find()) {
            names.add(metric.group(1));
        }
    }
}
