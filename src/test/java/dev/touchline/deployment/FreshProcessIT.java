package dev.touchline.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.testing.AppProcess;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.Started;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A process that has done nothing yet. */
class FreshProcessIT {

    @RegisterExtension
    final Started started = new Started();

    @Test
    void everyMetricOfAlertsAndDashboardIsInTheFirstScrape() throws IOException {
        RealBroker broker = started.ended(RealBroker.running());
        RealDatabase database = started.ended(RealDatabase.running());
        AppProcess app = started.ended(
                        AppProcess.launch("fresh", "ingest,statistics,live,notification", broker, database))
                .awaitReady();
        Metrics first = app.metrics();
        Set<String> missing = new TreeSet<>(MonitoringTest.namesInAlertsAndDashboard());
        missing.removeIf(first::has);
        assertEquals(Set.of(), missing);
        assertEquals(0, first.value("touchline_messaging_dead_lettered_total"));
    }
}
