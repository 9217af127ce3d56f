package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.ResumingSseClient;
import dev.touchline.testing.RetryingAgent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two processes with all roles on one broker and one database: clients of either receive all updates. */
class TwoProcessesIT {

    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    private static final int REPORTS = 400;

    private static RealBroker broker;

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    private final List<String> matches =
            IntStream.range(0, 4).mapToObj(i -> "two-" + i).toList();
    private AppProcess one;
    private AppProcess other;

    @BeforeAll
    static void startBroker() {
        broker = RealBroker.running();
    }

    @AfterAll
    static void stopBroker() {
        if (broker != null) {
            broker.close();
        }
    }

    @BeforeEach
    void startBoth() {
        RealDatabase database = resources.closeAfter(RealDatabase.running());
        one = resources.closeAfter(AppProcess.launch("one", "ingest,statistics,live,notification", broker, database));
        one.awaitReady();
        other = resources.closeAfter(
                AppProcess.launch("other", "ingest,statistics,live,notification", broker, database));
        other.awaitReady();
    }

    @Test
    void clientsOfBothProcessesSeeEveryUpdate() {
        List<ResumingSseClient> ofMatches = Stream.of(one, other)
                .flatMap(app -> matches.stream().map(match -> app.at("/matches/" + match + "/stream")))
                .map(uri -> resources.closeAfter(ResumingSseClient.connect(uri)))
                .toList();
        List<ResumingSseClient> ofAll = Stream.of(one, other)
                .map(app -> resources.closeAfter(ResumingSseClient.connect(app.at("/stream"))))
                .toList();
        await().atMost(ARRIVAL).until(() -> Stream.concat(ofMatches.stream(), ofAll.stream())
                .allMatch(client -> client.position() == 0));
        report(() -> {});
        assertAllUpdatesReceived(ofMatches, ofAll);
        assertTrue(
                Stream.concat(ofMatches.stream(), ofAll.stream()).allMatch(client -> client.connections() == 1),
                "no client had to reconnect");
    }

    @Test
    void clientsOfBothProcessesSeeEveryUpdateThroughALostConnection() {
        List<ResumingSseClient> ofMatches = Stream.of(one, other)
                .flatMap(app -> matches.stream().map(match -> app.at("/matches/" + match + "/stream")))
                .map(uri -> resources.closeAfter(ResumingSseClient.connect(uri)))
                .toList();
        List<ResumingSseClient> ofAll = Stream.of(one, other)
                .map(app -> resources.closeAfter(ResumingSseClient.connect(app.at("/stream"))))
                .toList();
        await().atMost(ARRIVAL).until(() -> Stream.concat(ofMatches.stream(), ofAll.stream())
                .allMatch(client -> client.position() == 0));
        report(broker::closeConnections);
        assertAllUpdatesReceived(ofMatches, ofAll);
    }

    @Test
    void clientResumingAtTheOtherProcessGetsEveryUpdateOnce() {
        AtomicInteger turn = new AtomicInteger();
        ResumingSseClient alternating = resources.closeAfter(ResumingSseClient.cuttingAfter(
                () -> (turn.getAndIncrement() % 2 == 0 ? one : other).at("/matches/" + matches.get(0) + "/stream"), 2));
        ResumingSseClient alternatingAll = resources.closeAfter(
                ResumingSseClient.cuttingAfter(() -> (turn.getAndIncrement() % 2 == 0 ? one : other).at("/stream"), 7));
        await().atMost(ARRIVAL).until(() -> alternating.position() == 0 && alternatingAll.position() == 0);
        report(() -> {});
        assertAllUpdatesReceived(List.of(alternating), List.of(alternatingAll));
        assertEquals(
                1, alternating.frames().size() - alternating.updates().size(), "only the first event is a snapshot");
        assertEquals(
                1,
                alternatingAll.frames().size() - alternatingAll.updates().size(),
                "only the first event is a snapshot");
        System.out.printf(
                "Disconnected %d and %d times, and received every update once%n",
                alternating.connections() - 1, alternatingAll.connections() - 1);
    }

    private void report(Runnable fault) {
        List<RetryingAgent> agents = List.of(new RetryingAgent(one), new RetryingAgent(other));
        for (int i = 0; i < REPORTS; i++) {
            agents.get(i % 2)
                    .report(EventBody.goal(matches.get(i % 4), "home", i % 90).json());
            if (i == REPORTS / 3 || i == 2 * REPORTS / 3) {
                fault.run();
            }
        }
    }

    private static void assertAllUpdatesReceived(List<ResumingSseClient> ofMatches, List<ResumingSseClient> ofAll) {
        List<Long> numbers = LongStream.rangeClosed(1, REPORTS / 4).boxed().toList();
        List<Long> positions = LongStream.rangeClosed(1, REPORTS).boxed().toList();
        await().atMost(ARRIVAL)
                .until(() -> ofMatches.stream().allMatch(client -> client.position() >= REPORTS / 4)
                        && ofAll.stream().allMatch(client -> client.position() >= REPORTS));
        assertAll(
                () -> ofMatches.forEach(client -> assertEquals(numbers, client.updates())),
                () -> ofAll.forEach(client -> assertEquals(positions, client.updates())),
                () -> assertEquals(
                        ofAll.get(0).frames().stream()
                                .filter(ResumingSseClient.Frame::update)
                                .toList(),
                        ofAll.get(ofAll.size() - 1).frames().stream()
                                .filter(ResumingSseClient.Frame::update)
                                .toList()));
    }
}
