package dev.touchline.live.stream;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.live.feed.FeedReader;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.UpdatePage;
import dev.touchline.testing.Api;
import dev.touchline.testing.ChangedSettings;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.SseTestClient;
import dev.touchline.testing.UniqueIds;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ChangedSettings.class)
class StreamLimitsTest {

    private final String match = UniqueIds.match();

    @Inject
    FeedReader reader;

    @Inject
    AgroalDataSource database;

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

    @Test
    void resumeReadsOnlyWhatItsFilterSelects() {
        awaitNoStreams();
        String last = lastId("/stream?match=" + match);
        Api.accept(corners(3 * ChangedSettings.MAX_RECENT_UPDATES));
        long upTo = last(Api.awaitSeq(match, 3 * ChangedSettings.MAX_RECENT_UPDATES));
        for (StreamFilter nothing : List.of(
                StreamFilter.ofMatch("nosuch"),
                new StreamFilter(Set.of(), Set.of("nosuch"), Set.of("nosuch")),
                new StreamFilter(Set.of("nosuch"), Set.of("nosuch"), Set.of()))) {
            UpdatePage page = reader.page(Long.parseLong(last), upTo, nothing, 10, 10);
            assertEquals(new UpdatePage(List.of(), upTo, false), page);
        }
        UpdatePage all = reader.page(Long.parseLong(last), upTo, StreamFilter.ofMatch(match), 10, 10_000_000);
        assertEquals(10, all.updates().size());
        assertTrue(all.more());
        UpdatePage one = reader.page(Long.parseLong(last), upTo, StreamFilter.ofMatch(match), 10, 1);
        assertEquals(1, one.updates().size());
        assertEquals(one.updates().get(0).position(), one.position());
        try (SseTestClient none = SseTestClient.ofPath("/stream?team=nosuch&match=later-" + match, last)) {
            Api.accept(EventBody.of("later-" + match, "corner").with("team", "home"));
            Api.eventually().until(() -> none.updates().size() == 1);
            assertEquals(List.of(), none.snapshots());
        }
    }

    private long last(JsonNode stored) {
        return reader.position(match, stored.path("seq").asLong()).orElseThrow();
    }

    private static String lastId(String path) {
        try (SseTestClient client = SseTestClient.ofPath(path)) {
            client.awaitSnapshot();
            return client.lastId();
        }
    }

    /** The client is late by more than memory holds, and takes one page after the other. */
    @Test
    void slowResumeIsReadInPagesAndMissesNothing() throws IOException {
        awaitNoStreams();
        int missed = 300;
        Map<String, Object> details = Map.of("note", "x".repeat(15_000));
        for (int sent = 0; sent < missed; sent += 20) {
            Api.accept(corners(20).stream()
                    .map(body -> body.with("details", details))
                    .toList());
        }
        Api.awaitSeq(match, missed);
        assertEquals(
                LongStream.rangeClosed(1, missed).boxed().toList(),
                readSlowly("/matches/" + match + "/stream", 0, missed));
        long first = position(1);
        assertEquals(
                missed,
                readSlowly("/stream?match=" + match, first - 1, position(missed))
                        .size());
    }

    /** Reads ids with a small buffer until the last, and resumes when the stream ends after its maximum age. */
    private static List<Long> readSlowly(String path, long after, long last) throws IOException {
        List<Long> ids = new ArrayList<>();
        long id = after;
        while (id < last) {
            try (Socket slow = new Socket()) {
                slow.setReceiveBufferSize(64 * 1024);
                slow.setSoTimeout(20_000);
                slow.connect(new InetSocketAddress(
                        Api.uri("/").getHost(), Api.uri("/").getPort()));
                String head = "GET " + path + " HTTP/1.1\r\nHost: x\r\nLast-Event-ID: " + id + "\r\n\r\n";
                slow.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.UTF_8));
                for (String line = lines.readLine(); line != null && id < last; line = lines.readLine()) {
                    assertFalse(line.startsWith("event: snapshot"), line);
                    if (line.startsWith("id: ")) {
                        id = Long.parseLong(line.substring("id: ".length()).split("-")[0]);
                        ids.add(id);
                    }
                    if (line.contains("goodbye")) {
                        break;
                    }
                }
            }
        }
        return ids;
    }

    private long position(long seq) {
        return reader.position(match, seq).orElseThrow();
    }

    @Test
    void streamsBeyondThoseThatWaitAreRefusedBeforeTheyStart() throws SQLException {
        awaitNoStreams();
        try (Connection connection = database.getConnection();
                Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("LOCK TABLE match IN ACCESS EXCLUSIVE MODE");
            List<SseTestClient> clients = IntStream.range(0, ChangedSettings.MAX_STREAMS)
                    .mapToObj(i -> SseTestClient.ofPath("/stream?match=" + match + "-" + i))
                    .toList();
            try {
                Api.eventually().until(() -> Metrics.now().value("touchline_live_streams_waiting") == 2);
                Response refused = Api.request().accept("text/event-stream").get("/stream");
                assertProblem(refused, 503, "unavailable");
                assertTrue(Integer.parseInt(refused.header("Retry-After")) > 0);
                connection.rollback();
                clients.forEach(SseTestClient::awaitSnapshot);
            } finally {
                clients.forEach(SseTestClient::close);
            }
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
