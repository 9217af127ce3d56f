package dev.touchline.live;

import static dev.touchline.testing.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.Api;
import dev.touchline.testing.Follower;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.Report;
import dev.touchline.testing.Unique;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(StreamLimitsTest.Narrow.class)
class StreamLimitsTest {

    private static final int MOST = 4;
    private static final int IN_MEMORY = 10;

    /** Everything is small, so that its end is soon reached. */
    public static class Narrow implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "touchline.live.lifetime",
                    "3s",
                    "touchline.live.retry",
                    "200ms",
                    "touchline.live.recent",
                    String.valueOf(IN_MEMORY),
                    "touchline.live.most-per-client",
                    String.valueOf(MOST));
        }
    }

    private final String match = Unique.match();

    @Test
    void an_address_with_too_many_streams_is_refused_until_one_of_them_ends() {
        nobodyFollows();
        List<Follower> followers =
                Stream.generate(() -> Follower.of(match)).limit(MOST).toList();
        try {
            for (String path : List.of("/stream", Follower.stream(match))) {
                Response refused = Api.request().accept("text/event-stream").get(path);
                assertProblem(refused, 429, "too-many-requests");
                assertTrue(Integer.parseInt(refused.header("Retry-After")) > 0);
            }
            assertTrue(Metrics.now().value("touchline_live_streams_refused_total") >= 2);
        } finally {
            followers.forEach(Follower::close);
        }
        nobodyFollows();
        try (Follower follower = Follower.of(match)) {
            follower.awaitSnapshot();
            assertEquals(1, Metrics.now().value("touchline_live_streams"));
        }
    }

    @Test
    void a_stream_ends_after_its_lifetime_and_the_client_misses_nothing() {
        nobodyFollows();
        long begun = System.nanoTime();
        try (Follower follower = Follower.resuming(match)) {
            follower.awaitSnapshot();
            Api.eventually().until(() -> {
                Api.accept(corners(1));
                return follower.connections() >= 3;
            });
            double seconds = (System.nanoTime() - begun) / 1e9;
            assertTrue(seconds > 2 * 2.7, () -> "two lifetimes in " + seconds + " s");
            Api.settle();
            long last = Api.match(match).path("seq").asLong();
            follower.awaitUpdate(last);
            assertEquals(LongStream.rangeClosed(1, last).boxed().toList(), follower.seqs());
            assertEquals(1, follower.snapshots().size());
        }
    }

    @Test
    void what_is_not_in_memory_any_more_comes_from_the_database() {
        nobodyFollows();
        String path = "/stream?match=" + match;
        String last;
        try (Follower follower = Follower.at(path)) {
            follower.awaitSnapshot();
            last = String.valueOf(follower.received().get(0).seq());
        }
        int missed = 3 * IN_MEMORY;
        Api.accept(corners(missed));
        Api.awaitSeq(match, missed);
        double before = fromDatabase();
        try (Follower many = Follower.at(path, last);
                Follower one = Follower.of(match, "0")) {
            one.awaitUpdate(missed);
            Api.eventually().until(() -> many.updates().size() >= missed);
            assertEquals(LongStream.rangeClosed(1, missed).boxed().toList(), one.seqs());
            assertEquals(
                    one.updates().stream().map(Follower.Received::data).toList(),
                    many.updates().stream().map(Follower.Received::data).toList());
            assertEquals(List.of(), many.snapshots());
            assertEquals(before + 2, fromDatabase());
        }
    }

    private static double fromDatabase() {
        return Metrics.now().value("touchline_live_streams_opened_total", "resumed=\"database\"");
    }

    /** Those who hung up in another test are noticed a moment later. */
    private static void nobodyFollows() {
        Api.eventually().until(() -> Metrics.now().value("touchline_live_streams") == 0);
    }

    private List<Report> corners(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Report.of(match, "corner").with("team", "home"))
                .toList();
    }
}
