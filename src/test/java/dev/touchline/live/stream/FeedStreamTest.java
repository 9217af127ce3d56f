package dev.touchline.live.stream;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.touchline.live.feed.LiveConfig;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.HeldReport;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.SseTestClient;
import dev.touchline.testing.SseTestClient.Received;
import dev.touchline.testing.UniqueIds;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class FeedStreamTest {

    /** The default of touchline.statistics.partitions. */
    private static final int PARTITIONS = 3;

    @Inject
    AgroalDataSource database;

    @Inject
    LiveConfig config;

    private final String match = UniqueIds.match();
    private final String other = UniqueIds.match();
    /** A match of another partition than the first one. */
    private final String concurrent = Stream.generate(UniqueIds::match)
            .filter(id -> Math.floorMod(id.hashCode(), PARTITIONS) != Math.floorMod(match.hashCode(), PARTITIONS))
            .findFirst()
            .orElseThrow();

    private final String competition = UniqueIds.id("cup");
    private final String home = UniqueIds.id("Home");
    private final String away = UniqueIds.id("Away");

    // --- Start of a stream -------------------------------------------------------------------------------------------

    @Test
    void streamStartsWithASnapshotOfMatchingMatchesFollowedByUpdates() {
        announce(match, home, away, null);
        announce(other, home, "Elsewhere", null);
        Api.accept(goals(match, 2));
        JsonNode shown = Api.awaitSeq(match, 3);
        JsonNode shownOther = Api.awaitSeq(other, 1);
        try (SseTestClient client = SseTestClient.ofPath("/stream?team=" + home)) {
            JsonNode snapshot = client.awaitSnapshot();
            assertFalse(snapshot.path("resumed").asBoolean(true));
            assertEquals(2, snapshot.path("matches").size());
            assertEquals(shown, find(snapshot, match));
            assertEquals(shownOther, find(snapshot, other));
            Api.accept(goals(match, 3));
            Api.accept(goals(other, 1));
            await(client, 4);
            assertEquals(Map.of(match, List.of(4L, 5L, 6L), other, List.of(2L)), seqs(client.updates()));
            assertRising(client.received());
        }
    }

    @Test
    void updateIsSentIfAnyFilterMatches() {
        String inCompetition = UniqueIds.match();
        String ofTeam = UniqueIds.match();
        announce(inCompetition, "A", "B", competition);
        announce(ofTeam, "C", away, null);
        announce(other, "E", "F", null);
        Api.awaitSeq(other, 1);
        String query = "/stream?match=" + match + "&competition=" + competition + "&competition=none&team=" + away;
        try (SseTestClient client = SseTestClient.ofPath(query)) {
            assertEquals(2, client.awaitSnapshot().path("matches").size());
            Api.accept(
                    EventBody.goal(other, "home", 1),
                    EventBody.goal(match, "home", 1),
                    EventBody.goal(inCompetition, "home", 1),
                    EventBody.goal(ofTeam, "home", 1),
                    EventBody.goal(other, "home", 2));
            await(client, 3);
            Api.awaitProcessed();
            assertEquals(
                    Map.of(match, List.of(1L), inCompetition, List.of(2L), ofTeam, List.of(2L)),
                    seqs(client.updates()));
        }
    }

    @Test
    void matchWhoseIdHasLeadingZerosIsNoOther() {
        String digits = String.valueOf(UUID.randomUUID().getMostSignificantBits() >>> 1);
        String zeros = "00" + digits;
        try (SseTestClient many = SseTestClient.ofPath("/stream?match=" + zeros);
                SseTestClient one = SseTestClient.ofMatch(zeros)) {
            many.awaitSnapshot();
            assertEquals(zeros, one.awaitSnapshot().at("/match/id").asText());
            Api.accept(goals(digits, 1));
            Api.accept(goals(zeros, 2));
            await(many, 2);
            one.awaitUpdate(2);
            Api.awaitSeq(digits, 1);
            assertEquals(Map.of(zeros, List.of(1L, 2L)), seqs(many.updates()));
            assertEquals(Map.of(zeros, List.of(1L, 2L)), seqs(one.updates()));
        }
        try (SseTestClient resumed = SseTestClient.ofMatch(zeros, "1")) {
            resumed.awaitUpdate(2);
            assertEquals(List.of(), resumed.snapshots());
        }
    }

    @Test
    void streamWithoutAFilterContainsAllUpdatesInCommitOrder() throws SQLException {
        List<String> matches =
                Stream.generate(UniqueIds::match).limit(6).sorted().toList();
        try (SseTestClient client = SseTestClient.ofPath("/stream")) {
            client.awaitSnapshot();
            long from = client.received().get(0).seq();
            IntStream.range(0, 30).parallel().forEach(i -> Api.accept(goals(matches.get(i % 6), 3)));
            Api.awaitProcessed();
            Api.eventually().until(() -> client.updates().size() >= 91);
            long last = client.updates().get(client.updates().size() - 1).seq();
            assertEquals(LongStream.rangeClosed(from + 1, last).boxed().toList(), client.seqs());
            assertEquals(stored(from, last), texts(client.updates()));
        }
    }

    @Test
    void updateIsEqualInBothStreams() {
        announce(match, home, away, competition);
        Api.awaitSeq(match, 1);
        try (SseTestClient one = SseTestClient.ofMatch(match);
                SseTestClient many = SseTestClient.ofPath("/stream?match=" + match)) {
            one.awaitSnapshot();
            many.awaitSnapshot();
            Api.accept(goals(match, 2));
            one.awaitUpdate(3);
            await(many, 2);
            assertEquals(
                    one.updates().stream().map(Received::data).toList(),
                    many.updates().stream().map(Received::data).toList());
            JsonNode update = many.updates().get(0).data();
            assertEquals(competition, update.path("competition").asText());
            assertEquals(home, update.path("home").asText());
            assertEquals(away, update.path("away").asText());
        }
    }

    @Test
    void pastMatchesAreNotInTheSnapshot() throws SQLException {
        announce(match, home, away, competition);
        announce(other, home, away, competition);
        Api.awaitSeq(match, 1);
        Api.awaitSeq(other, 1);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            assertEquals(
                    1,
                    statement.executeUpdate("UPDATE match SET updated_at = now() - interval '25 hours',"
                            + " kick_off = now() - interval '3 days' WHERE id = '" + other + "'"));
        }
        // A change of another match, so that the cached read is outdated.
        Api.awaitProcessed();
        try (SseTestClient client = SseTestClient.ofPath("/stream?competition=" + competition)) {
            assertEquals(1, client.awaitSnapshot().path("matches").size());
            assertFalse(find(client.awaitSnapshot(), match).isMissingNode());
        }
    }

    @Test
    void noUpdateIsLostBetweenSnapshotAndStream() {
        AtomicBoolean allConnected = new AtomicBoolean();
        // Updates are stored for as long as clients connect, so that each client connects between two updates.
        CompletableFuture<Long> sending = CompletableFuture.supplyAsync(() -> {
            long sent = 0;
            for (boolean last = false; !last; sent += 10) {
                last = allConnected.get();
                Api.accept(goals(match, 10));
            }
            return sent;
        });
        List<SseTestClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                SseTestClient client = SseTestClient.ofPath("/stream?match=" + match);
                clients.add(client);
                client.awaitSnapshot();
            }
            allConnected.set(true);
            long sent = sending.join();
            for (SseTestClient client : clients) {
                Api.eventually()
                        .until(() -> !client.updates().isEmpty()
                                && last(client).data().path("seq").asLong() == sent);
                long from = find(client.awaitSnapshot(), match).path("seq").asLong();
                assertEquals(
                        LongStream.rangeClosed(from + 1, sent).boxed().toList(),
                        seqs(client.updates()).get(match));
            }
        } finally {
            allConnected.set(true);
            clients.forEach(SseTestClient::close);
        }
    }

    // --- Transactions under way --------------------------------------------------------------------------------------

    @Test
    void updateOfASlowTransactionIsNotSkipped() throws SQLException {
        String path = "/stream?match=" + match + "&match=" + concurrent;
        try (SseTestClient client = SseTestClient.ofPath(path)) {
            client.awaitSnapshot();
            try (HeldReport held = HeldReport.send(EventBody.goal(match, "home", 1), database)) {
                Api.accept(EventBody.goal(concurrent, "home", 1));
                awaitStored(concurrent);
                // Another filter, of which no snapshot is cached.
                try (SseTestClient later = SseTestClient.ofPath(path + "&team=" + home)) {
                    assertEquals(
                            1,
                            find(later.awaitSnapshot(), concurrent).path("seq").asInt());
                    assertEquals(List.of(), client.updates(), "a lower position is not committed yet");
                    try (SseTestClient again = SseTestClient.ofPath(path + "&team=" + home, later.lastId())) {
                        assertEquals(
                                1,
                                find(again.awaitSnapshot(), concurrent)
                                        .path("seq")
                                        .asInt(),
                                "its update is not repeated");
                    }
                    held.release();
                    await(client, 2);
                    Api.accept(EventBody.goal(concurrent, "home", 2));
                    await(later, 2);
                    assertEquals(
                            List.of(match + " 1", concurrent + " 2"), changes(later), "the snapshot has the others");
                    assertFalse(later.lastId().startsWith("0"), "the stream can be resumed again");
                }
            }
            await(client, 3);
            assertEquals(List.of(match + " 1", concurrent + " 1", concurrent + " 2"), changes(client));
            assertRising(client.received());
        }
    }

    @Test
    void holeOfAFailedTransactionIsPassedOver() throws SQLException {
        String path = "/stream?match=" + match + "&match=" + concurrent;
        try (SseTestClient client = SseTestClient.ofPath(path)) {
            client.awaitSnapshot();
            String before = client.lastId();
            try (HeldReport held = HeldReport.send(EventBody.goal(match, "home", 1), database)) {
                Api.accept(EventBody.goal(concurrent, "home", 1));
                awaitStored(concurrent);
                held.fail();
                await(client, 1);
            }
            assertEquals(List.of(concurrent + " 1"), changes(client));
            try (SseTestClient again = SseTestClient.ofPath(path, before)) {
                await(again, 1);
                assertEquals(List.of(), again.snapshots());
                assertEquals(List.of(concurrent + " 1"), changes(again));
            }
        }
    }

    private void awaitStored(String id) {
        Api.eventually().until(() -> {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT FROM event WHERE match = '" + id + "'")) {
                return row.next();
            }
        });
    }

    private static List<String> changes(SseTestClient client) {
        return client.updates().stream()
                .map(update -> update.data().path("match").asText() + " "
                        + update.data().path("seq").asText())
                .toList();
    }

    // --- Resume ------------------------------------------------------------------------------------------------------

    @Test
    void resumingClientGetsExactlyTheMissedUpdates() {
        String path = "/stream?team=" + home;
        announce(match, home, away, null);
        announce(other, "Elsewhere", away, null);
        Api.awaitSeq(other, 1);
        String last;
        try (SseTestClient client = SseTestClient.ofPath(path)) {
            client.awaitSnapshot();
            Api.accept(goals(match, 5));
            await(client, 5);
            last = client.lastId();
        }
        double before = Metrics.now().value("touchline_live_streams_opened_total", "resumed=\"memory\"");
        Api.accept(goals(other, 20));
        Api.accept(goals(match, 7));
        Api.awaitProcessed();
        try (SseTestClient again = SseTestClient.ofPath(path, last)) {
            await(again, 7);
            Api.accept(goals(match, 1));
            await(again, 8);
            assertEquals(List.of(), again.snapshots());
            assertEquals(Map.of(match, LongStream.rangeClosed(7, 14).boxed().toList()), seqs(again.updates()));
        }
        assertTrue(Metrics.now().value("touchline_live_streams_opened_total", "resumed=\"memory\"") > before);
    }

    @Test
    void streamResumesFromASnapshotIdWithoutMatchingUpdates() {
        String path = "/stream?match=" + match;
        String last;
        try (SseTestClient client = SseTestClient.ofPath(path)) {
            assertEquals(0, client.awaitSnapshot().path("matches").size());
            last = String.valueOf(client.received().get(0).seq());
        }
        Api.accept(goals(match, 2));
        Api.awaitSeq(match, 2);
        try (SseTestClient again = SseTestClient.ofPath(path + "&lastEventId=" + last)) {
            await(again, 2);
            assertEquals(List.of(), again.snapshots());
            assertEquals(Map.of(match, List.of(1L, 2L)), seqs(again.updates()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "-1", "1e3", "999999999999999999", "99999999999999999999999"})
    void invalidPositionGetsASnapshot(String lastId) {
        Api.accept(goals(match, 1));
        Api.awaitSeq(match, 1);
        try (SseTestClient again = SseTestClient.ofPath("/stream?match=" + match, lastId)) {
            assertFalse(again.awaitSnapshot().path("resumed").asBoolean(true));
            Api.accept(goals(match, 1));
            await(again, 1);
            assertEquals(Map.of(match, List.of(2L)), seqs(again.updates()));
        }
    }

    @Test
    void clientGetsASnapshotAboveTheResumeLimit() {
        String last;
        try (SseTestClient client = SseTestClient.ofPath("/stream?match=" + match)) {
            client.awaitSnapshot();
            last = String.valueOf(client.received().get(0).seq());
        }
        int max = config.maxResumedUpdates();
        Api.accept(goals(match, max + 1));
        Api.awaitSeq(match, max + 1);
        try (SseTestClient again = SseTestClient.ofPath("/stream?match=" + match, last)) {
            assertEquals(max + 1, find(again.awaitSnapshot(), match).path("seq").asInt());
        }
    }

    // --- Format ------------------------------------------------------------------------------------------------------

    /** Text from agents cannot break out of the event of its update. */
    @ParameterizedTest
    @ValueSource(strings = {"/matches/%s/stream", "/stream?match=%s"})
    void lineBreaksInDataCannotForgeAnEvent(String path) throws IOException {
        String forged = "event: forged\nid: 999\ndata: {}\n\n";
        String text =
                "\n\n" + forged + "\r\r" + forged.replace('\n', '\r') + "\r\n\r\n" + forged + "\u2028\u0085" + forged;
        try (Socket socket = new Socket(Api.uri("/").getHost(), Api.uri("/").getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET " + path.formatted(match) + " HTTP/1.0\r\nHost: x\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            StringBuilder raw = new StringBuilder();
            readUntil(socket, raw, "event: snapshot", "\n\n");
            Api.accept(EventBody.goal(match, "home", 1).with("details", Map.of("note", text, forged, 1)));
            readUntil(socket, raw, "event: update", "\n\n");
            String body = raw.substring(raw.indexOf("\r\n\r\n") + 4);
            assertFalse(body.contains("\r"), body);
            List<String> events =
                    body.lines().filter(line -> line.startsWith("event")).toList();
            assertEquals(List.of("event: snapshot", "event: update"), events);
            assertEquals(2, body.lines().filter(line -> line.startsWith("id")).count(), body);
            String data = body.lines()
                    .filter(line -> line.startsWith("data: "))
                    .skip(1)
                    .findFirst()
                    .orElseThrow();
            byte[] json = data.substring("data: ".length()).getBytes(StandardCharsets.ISO_8859_1);
            assertEquals(
                    text,
                    Api.json(new String(json, StandardCharsets.UTF_8))
                            .path("event")
                            .path("details")
                            .path("note")
                            .asText());
        }
    }

    private static void readUntil(Socket socket, StringBuilder raw, String event, String end) throws IOException {
        InputStream in = socket.getInputStream();
        while (raw.indexOf(event) < 0 || raw.indexOf(end, raw.indexOf(event)) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new AssertionError("the stream ended after " + raw);
            }
            // Bytes rather than characters: in UTF-8, a line end is one byte.
            raw.append((char) next);
        }
    }

    // --- Rejections --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"match=", "match=a%20b", "match=a%00b", "competition=%0d%0a", "team=", "team=%0a"})
    void invalidIdOrNameIsRejected(String query) {
        HttpResponse<String> response =
                Api.send(HttpRequest.newBuilder(Api.uri("/stream?" + query)).timeout(Duration.ofSeconds(10)));
        assertEquals(400, response.statusCode(), response::body);
        assertEquals(
                "https://touchline.dev/problems/bad-parameter",
                Api.json(response.body()).path("type").asText());
    }

    @Test
    void tooManyFiltersAreRejected() {
        String query = "match=a&".repeat(201);
        assertProblem(Api.request().accept("text/event-stream").get("/stream?" + query), 400, "bad-parameter");
    }

    @Test
    void headRequestIsAnsweredWithTheStreamHeaders() {
        HttpResponse<String> response = Api.send(
                HttpRequest.newBuilder(Api.uri("/stream")).method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertEquals(200, response.statusCode());
        assertEquals(
                "text/event-stream",
                response.headers().firstValue("Content-Type").orElse(""));
        assertEquals(
                "no-store, no-transform",
                response.headers().firstValue("Cache-Control").orElse(""));
        assertEquals("no", response.headers().firstValue("X-Accel-Buffering").orElse(""));
    }

    private void announce(String id, String homeTeam, String awayTeam, String inCompetition) {
        Map<String, Object> fields = Api.announcement(homeTeam, awayTeam);
        fields.put("competition", inCompetition);
        fields.put("kickOff", Instant.now().toString());
        Api.announce(id, fields);
    }

    private static List<EventBody> goals(String id, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> EventBody.goal(id, "home", i % 90))
                .toList();
    }

    private static void await(SseTestClient client, int updates) {
        Api.eventually().until(() -> client.updates().size() >= updates);
    }

    private static Received last(SseTestClient client) {
        return client.updates().get(client.updates().size() - 1);
    }

    private static JsonNode find(JsonNode snapshot, String id) {
        return StreamSupport.stream(snapshot.path("matches").spliterator(), false)
                .filter(shown -> shown.path("id").asText().equals(id))
                .findFirst()
                .orElseGet(MissingNode::getInstance);
    }

    private static Map<String, List<Long>> seqs(List<Received> updates) {
        Map<String, List<Long>> seqs = new TreeMap<>();
        updates.forEach(
                update -> seqs.computeIfAbsent(update.data().path("match").asText(), id -> new ArrayList<>())
                        .add(update.data().path("seq").asLong()));
        return seqs;
    }

    private static void assertRising(List<Received> received) {
        List<Long> ids = received.stream().map(Received::seq).toList();
        assertEquals(ids.stream().distinct().sorted().toList(), ids);
    }

    private static List<String> texts(List<Received> updates) {
        return updates.stream()
                .map(update -> update.seq() + " " + update.data().path("match").asText() + " "
                        + update.data().path("seq").asText())
                .toList();
    }

    private List<String> stored(long from, long last) throws SQLException {
        List<String> stored = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT position, match, seq FROM event WHERE position > "
                        + from + " AND position <= " + last + " ORDER BY position")) {
            while (rows.next()) {
                stored.add(rows.getLong(1) + " " + rows.getString(2) + " " + rows.getLong(3));
            }
        }
        return stored;
    }
}
