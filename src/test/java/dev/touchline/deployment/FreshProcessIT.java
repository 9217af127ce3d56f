package dev.touchline.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A process that has not handled any request. */
class FreshProcessIT {

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    @Test
    void everyMetricOfAlertsAndDashboardIsInTheFirstScrape() throws IOException {
        RealBroker broker = resources.closeAfter(RealBroker.running());
        RealDatabase database = resources.closeAfter(RealDatabase.running());
        AppProcess app = resources
                .closeAfter(AppProcess.launch("fresh", "ingest,statistics,live,notification", broker, database))
                .awaitReady();
        Metrics first = app.metrics();
        Set<String> missing = new TreeSet<>(MonitoringTest.namesInAlertsAndDashboard());
        missing.removeIf(first::has);
        assertEquals(Set.of(), missing);
        assertEquals(0, first.value("touchline_messaging_dead_lettered_total"));
    }
}
