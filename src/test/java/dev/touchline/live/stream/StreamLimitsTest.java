package dev.touchline.live.stream;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.Api;
import dev.touchline.testing.ChangedSettings;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.SseTestClient;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ChangedSettings.class)
class StreamLimitsTest {

    private final String match = UniqueIds.match();

    @Test
    void addressWithTooManyStreamsIsRejectedUntilOneEnds() {
        awaitNoStreams();
        List<SseTestClient> clients = Stream.generate(() -> SseTestClient.ofMatch(match))
                .limit(ChangedSettings.MAX_STREAMS)
                .toList();
        try {
            for (String path : List.of("/stream", SseTestClient.matchStream(match))) {
                Response refused = Api.request().accept("text/event-stream").get(path);
                assertProblem(refused, 429, "too-many-requests");
                assertTrue(Integer.parseInt(refused.header("Retry-After")) > 0);
            }
            assertTrue(Metrics.now().value("touchline_live_streams_refused_total") >= 2);
        } finally {
            clients.forEach(SseTestClient::close);
        }
        awaitNoStreams();
        try (SseTestClient client = SseTestClient.ofMatch(match)) {
            client.awaitSnapshot();
            assertEquals(1, Metrics.now().value("touchline_live_streams"));
        }
    }

    @Test
    void streamEndsAfterItsLifetimeAndTheClientMissesNothing() {
        awaitNoStreams();
        long startedAt = System.nanoTime();
        try (SseTestClient client = SseTestClient.resuming(match)) {
            client.awaitSnapshot();
            Api.eventually().until(() -> {
                Api.accept(corners(1));
                return client.connections() >= 3;
            });
            double seconds = (System.nanoTime() - startedAt) / 1e9;
            assertTrue(seconds > 2 * 2.7, () -> "two lifetimes in " + seconds + " s");
            Api.awaitProcessed();
            long last = Api.match(match).path("seq").asLong();
            client.awaitUpdate(last);
            assertEquals(LongStream.rangeClosed(1, last).boxed().toList(), client.seqs());
            assertEquals(1, client.snapshots().size());
        }
    }

    @Test
    void updatesEvictedFromMemoryAreReadFromTheDatabase() {
        awaitNoStreams();
        String path = "/stream?match=" + match;
        String last;
        try (SseTestClient client = SseTestClient.ofPath(path)) {
            client.awaitSnapshot();
            last = String.valueOf(client.received().get(0).seq());
        }
        int missed = 3 * ChangedSettings.MAX_RECENT_UPDATES;
        Api.accept(corners(missed));
        Api.awaitSeq(match, missed);
        double before = resumedFromDatabase();
        try (SseTestClient many = SseTestClient.ofPath(path, last);
                SseTestClient one = SseTestClient.ofMatch(match, "0")) {
            one.awaitUpdate(missed);
            Api.eventually().until(() -> many.updates().size() >= missed);
            assertEquals(LongStream.rangeClosed(1, missed).boxed().toList(), one.seqs());
            assertEquals(
                    one.updates().stream().map(SseTestClient.Received::data).toList(),
                    many.updates().stream().map(SseTestClient.Received::data).toList());
            assertEquals(List.of(), many.snapshots());
            assertEquals(before + 2, resumedFromDatabase());
        }
    }

    private static double resumedFromDatabase() {
        return Metrics.now().value("touchline_live_streams_opened_total", "resumed=\"database\"");
    }

    /** Disconnects of earlier tests are noticed with a delay. */
    private static void awaitNoStreams() {
        Api.eventually().until(() -> Metrics.now().value("touchline_live_streams") == 0);
    }

    private List<EventBody> corners(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> EventBody.of(match, "corner").with("team", "home"))
                .toList();
    }
}
