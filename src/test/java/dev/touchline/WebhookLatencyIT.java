package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.Prerequisite;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.RetryingAgent;
import dev.touchline.testing.TimingWebhookReceiver;
import dev.touchline.testing.UniqueIds;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Of many subscriptions to every update, one has a hanging receiver: the others are not delayed. */
class WebhookLatencyIT {

    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    private static final int OTHERS = 499;
    private static final int ROUNDS = 5;
    private static final int UPDATES = 2;
    private static final int UPDATES_BEFORE = 8;
    private static final Duration UPDATES_INTERVAL = Duration.ofMillis(1_000);
    private static final double MAX = 1.25;
    /** The absolute noise between equal rounds. */
    private static final Duration NOISE = Duration.ofMillis(10);

    private static final Path REPORT = Path.of("target/webhooks.md");

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    private final TimingWebhookReceiver others = resources.closeAfter(TimingWebhookReceiver.start());
    private final TimingWebhookReceiver one = resources.closeAfter(TimingWebhookReceiver.start());
    private RetryingAgent agent;

    /** The sorted delays of a round. */
    private record Round(boolean hanging, List<Duration> delays) {

        Duration percentile(double share) {
            return delays.get((int) Math.ceil(share * delays.size()) - 1);
        }
    }

    @Test
    void hangingReceiverDoesNotDelayOthers() throws IOException {
        Prerequisite.measuring();
        RealBroker broker = resources.closeAfter(RealBroker.running());
        RealDatabase database = resources.closeAfter(RealDatabase.running());
        AppProcess core = resources.closeAfter(AppProcess.launch("crowd-core", "ingest,statistics", broker, database));
        AppProcess notifier = resources.closeAfter(AppProcess.launch(
                "crowd-notifier",
                "notification",
                broker,
                database,
                Map.of("TOUCHLINE_WEBHOOKS_ALLOWED_RANGES", "127.0.0.0/8")));
        core.awaitReady();
        notifier.awaitReady();
        agent = new RetryingAgent(core);
        for (int i = 0; i < OTHERS; i++) {
            subscribe(notifier, others.url("/" + i));
        }
        subscribe(notifier, one.url("/hangs"));

        reportUpdates(UPDATES_BEFORE);
        await().atMost(ARRIVAL).until(() -> one.calls() >= UPDATES_BEFORE);
        one.drainDelays();
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            // Alternate which kind of round comes first.
            rounds.add(round(i % 2 == 1));
            rounds.add(round(i % 2 == 0));
        }
        Duration alone = median(rounds, false, 0.99);
        Duration beside = median(rounds, true, 0.99);
        report(rounds);
        assertEquals(
                0,
                notifier.metrics().value("touchline_webhooks_calls_seconds_count", "outcome=\"failed\""),
                "only first attempts were measured");
        assertTrue(
                beside.toNanos() <= alone.toNanos() * MAX + NOISE.toNanos(),
                () -> "p99 " + alone.toMillis() + " ms, and " + beside.toMillis() + " ms with a hanging receiver");
    }

    private Round round(boolean hanging) {
        if (hanging) {
            one.startHanging();
        }
        Round round =
                new Round(hanging, reportUpdates(UPDATES).stream().sorted().toList());
        if (hanging) {
            assertTrue(one.hanging() > 0, "the receiver hung during the round");
            one.stopHanging();
        }
        await().atMost(ARRIVAL).until(() -> one.hanging() == 0 && one.calls() >= UPDATES);
        one.drainDelays();
        return round;
    }

    /** Reports updates at a constant rate, each of another match. */
    private List<Duration> reportUpdates(int updates) {
        long startedAt = System.nanoTime();
        for (int i = 0; i < updates; i++) {
            agent.report(EventBody.goal(UniqueIds.match(), "home", 1 + i).json());
            LockSupport.parkNanos(startedAt + (i + 1) * UPDATES_INTERVAL.toNanos() - System.nanoTime());
        }
        await().atMost(ARRIVAL).until(() -> others.calls() >= updates * OTHERS);
        return others.drainDelays();
    }

    private static void subscribe(AppProcess app, String url) {
        ObjectNode body = AppProcess.JSON.createObjectNode().put("url", url);
        HttpResponse<String> response = app.post("/subscriptions", body);
        assertEquals(201, response.statusCode(), response::body);
    }

    private static Duration median(List<Round> rounds, boolean hanging, double share) {
        List<Duration> sorted = rounds.stream()
                .filter(round -> round.hanging() == hanging)
                .map(round -> round.percentile(share))
                .sorted()
                .toList();
        return sorted.get(sorted.size() / 2);
    }

    private static void report(List<Round> rounds) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "From the storing of an update to the call, at %d of %d subscriptions; %d updates, %d ms apart, in each round."
                        .formatted(OTHERS, OTHERS + 1, UPDATES, UPDATES_INTERVAL.toMillis()),
                "",
                "| | the last one answers | the last one hangs |",
                "|---|---|---|"));
        for (double share : new double[] {0.5, 0.99, 1}) {
            lines.add("| p%.0f, median of %d rounds | %s | %s |"
                    .formatted(
                            share * 100,
                            ROUNDS,
                            millis(median(rounds, false, share)),
                            millis(median(rounds, true, share))));
        }
        IntStream.range(0, ROUNDS)
                .forEach(i -> lines.add(
                        "| p99, round %d | %s | %s |".formatted(i + 1, p99(rounds, false, i), p99(rounds, true, i))));
        Files.createDirectories(REPORT.getParent());
        Files.write(REPORT, lines);
        lines.forEach(System.out::println);
    }

    private static String p99(List<Round> rounds, boolean hanging, int index) {
        return millis(rounds.stream()
                .filter(round -> round.hanging() == hanging)
                .toList()
                .get(index)
                .percentile(0.99));
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.0f ms", duration.toNanos() / 1e6);
    }
}
