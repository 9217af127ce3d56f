package dev.touchline.live.stream;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.live.feed.LiveConfig;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.SseTestClient;
import dev.touchline.testing.UniqueIds;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class MatchStreamTest {

    @Inject
    AgroalDataSource database;

    @Inject
    LiveConfig config;

    private final String match = UniqueIds.match();

    // --- Start of a stream -------------------------------------------------------------------------------------------

    @Test
    void streamStartsWithASnapshotFollowedByUpdatesInOrder() {
        Api.announce(match, Api.announcement("Aldermoor", "Brackwater"));
        Api.accept(corners(3));
        JsonNode shown = Api.awaitSeq(match, 4);
        try (SseTestClient client = SseTestClient.ofMatch(match)) {
            assertEquals(Api.JSON.createObjectNode().put("resumed", false).set("match", shown), client.awaitSnapshot());
            for (int i = 1; i <= 10; i++) {
                Api.accept(corners(i));
                Api.accept(corners(1));
            }
            client.awaitUpdate(69);
            assertEquals("snapshot", client.received().get(0).event());
            assertEquals(1, client.snapshots().size());
            assertEquals(numbers(5, 69), client.seqs());
            client.updates()
                    .forEach(update ->
                            assertEquals(update.seq(), update.data().path("seq").asLong()));
        }
        assertEquals(69, Api.match(match).path("seq").asInt());
    }

    @Test
    void unknownMatchCanBeStreamed() {
        try (SseTestClient client = SseTestClient.ofMatch(match)) {
            JsonNode snapshot = client.awaitSnapshot();
            assertEquals(match, snapshot.path("match").path("id").asText());
            assertEquals(0, snapshot.path("match").path("seq").asInt(-1));
            assertEquals("scheduled", snapshot.path("match").path("phase").asText());
            assertFalse(snapshot.path("resumed").asBoolean(true));
            Api.announce(match, Api.announcement("Aldermoor", "Brackwater"));
            Api.accept(corners(2));
            client.awaitUpdate(3);
            assertEquals(numbers(1, 3), client.seqs());
            assertEquals("match", client.updates().get(0).data().path("kind").asText());
        }
    }

    @Test
    void streamContainsOnlyItsMatch() {
        String other = UniqueIds.match();
        try (SseTestClient client = SseTestClient.ofMatch(match)) {
            client.awaitSnapshot();
            Api.accept(
                    EventBody.goal(other, "home", 1),
                    EventBody.goal(match, "home", 1),
                    EventBody.goal(other, "home", 2));
            client.awaitUpdate(1);
            Api.awaitProcessed();
            assertEquals(List.of(1L), client.seqs());
            assertEquals(match, client.updates().get(0).data().path("match").asText());
        }
    }

    @Test
    void idMayHaveLettersOfAnyScript() {
        String id = UniqueIds.id("札幌");
        try (SseTestClient client =
                SseTestClient.ofPath("/matches/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/stream")) {
            client.awaitSnapshot();
            Api.accept(EventBody.goal(id, "home", 1).with("player", "李 \"\\ 🦊"));
            client.awaitUpdate(1);
            assertEquals(
                    "李 \"\\ 🦊",
                    client.updates().get(0).data().path("event").path("player").asText());
        }
    }

    @Test
    void allSubscribersSeeTheSameUpdates() {
        List<SseTestClient> clients = Stream.generate(() -> SseTestClient.ofMatch(match))
                .limit(8)
                .peek(SseTestClient::awaitSnapshot)
                .toList();
        try {
            Api.announce(match, Api.announcement("Aldermoor", "Brackwater"));
            IntStream.range(0, 20).parallel().forEach(i -> Api.accept(corners(5)));
            clients.forEach(client -> client.awaitUpdate(101));
            List<SseTestClient.Received> first = clients.get(0).updates();
            assertEquals(numbers(1, 101), clients.get(0).seqs());
            clients.forEach(client -> assertEquals(first, client.updates()));
        } finally {
            clients.forEach(SseTestClient::close);
        }
    }

    @Test
    void disconnectingSubscriberDoesNotAffectOthers() {
        try (SseTestClient stays = SseTestClient.ofMatch(match)) {
            stays.awaitSnapshot();
            for (int i = 1; i <= 5; i++) {
                try (SseTestClient leaves = SseTestClient.ofMatch(match)) {
                    leaves.awaitSnapshot();
                    Api.accept(corners(1));
                    leaves.awaitUpdate(i);
                }
            }
            stays.awaitUpdate(5);
            assertEquals(numbers(1, 5), stays.seqs());
        }
    }

    @Test
    void headersDisableProxyBuffering() {
        try (SseTestClient client = SseTestClient.ofMatch(match)) {
            assertEquals(
                    "text/event-stream",
                    client.headers().firstValue("Content-Type").orElse("").split(";")[0]);
            assertTrue(client.headers().firstValue("Cache-Control").orElse("").contains("no-store"));
            assertEquals(List.of("no"), client.headers().allValues("X-Accel-Buffering"));
        }
    }

    // --- Resume ------------------------------------------------------------------------------------------------------

    @Test
    void reconnectingSubscriberGetsExactlyTheMissedUpdates() {
        String last;
        List<Long> seen;
        try (SseTestClient client = SseTestClient.ofMatch(match)) {
            client.awaitSnapshot();
            Api.accept(corners(10));
            client.awaitUpdate(10);
            Api.accept(corners(30));
            client.awaitUpdate(11);
            client.disconnect();
            last = client.lastId();
            seen = client.seqs();
        }
        Api.accept(corners(20));
        Api.awaitSeq(match, 60);
        try (SseTestClient again = SseTestClient.ofMatch(match, last)) {
            again.awaitUpdate(60);
            Api.accept(corners(5));
            again.awaitUpdate(65);
            assertEquals(List.of(), again.snapshots());
            assertEquals(numbers(Long.parseLong(last.split("-")[0]) + 1, 65), again.seqs());
            assertEquals(
                    numbers(1, 65),
                    Stream.concat(seen.stream(), again.seqs().stream())
                            .distinct()
                            .toList());
        }
    }

    @Test
    void lastEventIdMayBeAQueryParameter() {
        Api.accept(corners(10));
        Api.awaitSeq(match, 10);
        try (SseTestClient again = SseTestClient.ofPath(SseTestClient.matchStream(match) + "?lastEventId=7")) {
            again.awaitUpdate(10);
            assertEquals(numbers(8, 10), again.seqs());
            assertEquals(List.of(), again.snapshots());
        }
    }

    @Test
    void upToDateSubscriberGetsNoSnapshotOnResume() {
        Api.accept(corners(10));
        Api.awaitSeq(match, 10);
        try (SseTestClient again = SseTestClient.ofMatch(match, "10")) {
            Api.accept(corners(1));
            again.awaitUpdate(11);
            assertEquals(
                    List.of(11L),
                    again.received().stream().map(SseTestClient.Received::seq).toList());
        }
    }

    @Test
    void streamResumesFromASnapshotId() {
        Api.accept(corners(4));
        Api.awaitSeq(match, 4);
        String last;
        try (SseTestClient client = SseTestClient.ofMatch(match)) {
            client.awaitSnapshot();
            last = client.lastId();
        }
        Api.accept(corners(2));
        Api.awaitSeq(match, 6);
        try (SseTestClient again = SseTestClient.ofMatch(match, last)) {
            again.awaitUpdate(6);
            assertEquals(numbers(5, 6), again.seqs());
            assertEquals(List.of(), again.snapshots());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "-1",
                "5.0",
                "1e3",
                "0x5",
                "+5",
                "99999999999999999999999",
                "9223372036854775807",
                "11",
                "12",
                "10-0",
                "10-010",
                "9-999999999999999999",
                "11-1",
                "5,6",
                "' OR 1=1"
            })
    void invalidLastEventIdGetsASnapshot(String lastId) {
        Api.accept(corners(10));
        JsonNode shown = Api.awaitSeq(match, 10);
        try (SseTestClient again = SseTestClient.ofMatch(match, lastId)) {
            JsonNode snapshot = again.awaitSnapshot();
            assertEquals(shown, snapshot.path("match"));
            assertTrue(snapshot.path("resumed").isBoolean());
            assertFalse(snapshot.path("resumed").asBoolean());
            Api.accept(corners(1));
            again.awaitUpdate(11);
            assertEquals(List.of(11L), again.seqs());
        }
    }

    @Test
    void lastEventIdOfAnUnknownMatchGetsASnapshot() {
        try (SseTestClient again = SseTestClient.ofMatch(match, "7")) {
            assertEquals(0, again.awaitSnapshot().path("match").path("seq").asInt(-1));
        }
    }

    @Test
    void subscriberGetsASnapshotOnlyAboveTheResumeLimit() {
        int max = config.maxResumedUpdates();
        Api.accept(corners(max + 5));
        Api.awaitSeq(match, max + 5);
        try (SseTestClient tooLate = SseTestClient.ofMatch(match, "4");
                SseTestClient justInTime = SseTestClient.ofMatch(match, "5")) {
            JsonNode snapshot = tooLate.awaitSnapshot();
            assertEquals(max + 5, snapshot.path("match").path("seq").asInt());
            assertFalse(snapshot.path("resumed").asBoolean(true));
            justInTime.awaitUpdate(max + 5);
            assertEquals(numbers(6, max + 5), justInTime.seqs());
            assertEquals(List.of(), justInTime.snapshots());
            Api.accept(corners(1));
            tooLate.awaitUpdate(max + 6);
            justInTime.awaitUpdate(max + 6);
            assertEquals(List.of((long) max + 6), tooLate.seqs());
        }
    }

    // --- Load and faults ---------------------------------------------------------------------------------------------

    @Test
    void thousandEventsWhileSubscribersConnectLeaveNoGap() {
        int requests = 50;
        int each = 20;
        CompletableFuture<Void> sending =
                CompletableFuture.runAsync(() -> IntStream.range(0, requests).forEach(i -> Api.accept(corners(each))));
        List<SseTestClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                SseTestClient client = SseTestClient.resuming(match);
                clients.add(client);
                client.awaitSnapshot();
            }
            sending.join();
            // The last client may have connected after all other updates.
            Api.accept(corners(each));
            int all = (requests + 1) * each;
            for (SseTestClient client : clients) {
                client.awaitUpdate(all);
                long from = client.awaitSnapshot().path("match").path("seq").asLong();
                assertEquals(1, client.snapshots().size());
                assertEquals(numbers(from + 1, all), client.seqs());
                assertEquals(1, client.connections());
            }
        } finally {
            clients.forEach(SseTestClient::close);
        }
    }

    @Test
    void undeliveredUpdateIsReadFromTheDatabase() throws SQLException {
        Api.accept(corners(3));
        Api.awaitSeq(match, 3);
        try (SseTestClient client = SseTestClient.ofMatch(match)) {
            client.awaitSnapshot();
            storeWithoutPublishing(4);
            client.awaitUpdate(4);
            assertEquals(List.of(4L), client.seqs());
            assertEquals(
                    "undelivered 4", client.updates().get(0).data().path("text").asText());
            Api.accept(corners(1));
            client.awaitUpdate(5);
            assertEquals(List.of(4L, 5L), client.seqs());
        }
    }

    @Test
    void laterUpdateTriggersGapFill() throws SQLException {
        Api.accept(corners(3));
        Api.awaitSeq(match, 3);
        try (SseTestClient client = SseTestClient.ofMatch(match)) {
            client.awaitSnapshot();
            storeWithoutPublishing(4);
            storeWithoutPublishing(5);
            Api.accept(corners(2));
            client.awaitUpdate(7);
            assertEquals(numbers(4, 7), client.seqs());
        }
    }

    /** Sends more than the buffers at both ends of a connection hold. */
    @Test
    void idleSubscriberIsDisconnectedAndSlowsNoOther() throws IOException {
        try (Socket idle = new Socket();
                SseTestClient client = SseTestClient.ofMatch(match)) {
            idle.setReceiveBufferSize(64 * 1024);
            idle.connect(
                    new InetSocketAddress(Api.uri("/").getHost(), Api.uri("/").getPort()));
            idle.setSoTimeout(20_000);
            idle.getOutputStream()
                    .write(("GET " + SseTestClient.matchStream(match)
                                    + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertTrue(idle.getInputStream().read() >= 0);
            client.awaitSnapshot();
            Map<String, Object> details = Map.of("note", "x".repeat(15_000));
            int requests = 8;
            int each = 250;
            for (int i = 0; i < requests; i++) {
                Api.accept(corners(each).stream()
                        .map(body -> body.with("details", details))
                        .toList());
            }
            client.awaitUpdate(requests * each);
            assertEquals(numbers(1, requests * each), client.seqs());
            assertEquals(1, client.connections());

            String text = new String(readToEnd(idle.getInputStream()), StandardCharsets.UTF_8);
            assertFalse(text.contains("id: " + requests * each + "-"), "the idle client received all updates");
            assertFalse(text.contains("id:" + requests * each + "-"), "the idle client received all updates");
        }
    }

    /** There are more idle clients than event loops, so that reading clients share their event loop with idle ones. */
    @Test
    void temporarilySlowSubscribersMissNothing() throws IOException {
        int updates = 600;
        List<Socket> idle = new ArrayList<>();
        try (SseTestClient client = SseTestClient.ofMatch(match);
                SseTestClient another = SseTestClient.ofMatch(match)) {
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                idle.add(connectWithoutReading());
            }
            client.awaitSnapshot();
            another.awaitSnapshot();
            Map<String, Object> details = Map.of("note", "x".repeat(15_000));
            for (int sent = 0; sent < updates; sent += 200) {
                Api.accept(corners(200).stream()
                        .map(body -> body.with("details", details))
                        .toList());
            }
            for (SseTestClient reading : List.of(client, another)) {
                reading.awaitUpdate(updates);
                assertEquals(numbers(1, updates), reading.seqs());
                assertEquals(1, reading.connections());
            }
            for (Socket socket : idle) {
                assertEquals(numbers(0, updates), ids(socket, updates), "the snapshot and all updates");
            }
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    private Socket connectWithoutReading() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 * 1024);
        socket.connect(
                new InetSocketAddress(Api.uri("/").getHost(), Api.uri("/").getPort()));
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET " + SseTestClient.matchStream(match) + " HTTP/1.1\r\nHost: x\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        assertTrue(socket.getInputStream().read() >= 0);
        return socket;
    }

    private static List<Long> ids(Socket socket, long last) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        List<Long> ids = new ArrayList<>();
        while (ids.isEmpty() || ids.get(ids.size() - 1) < last) {
            String line = lines.readLine();
            assertNotNull(line, "the connection was closed");
            if (line.startsWith("id: ")) {
                ids.add(Long.valueOf(line.substring("id: ".length()).split("-")[0]));
            }
        }
        return ids;
    }

    private static byte[] readToEnd(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            in.transferTo(out);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection was not closed", e);
        } catch (IOException e) {
            // A reset counts as a close.
        }
        return out.toByteArray();
    }

    // --- Rejections --------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"-", "a b", "a\u0000b", "💥"})
    void invalidMatchIdIsRejected(String id) {
        assertProblem(Api.request().accept("text/event-stream").get("/matches/{id}/stream", id), 404, "not-found");
    }

    @Test
    void onlyEventStreamIsAcceptable() {
        assertProblem(
                Api.request().accept("application/json").get("/matches/{id}/stream", match), 406, "not-acceptable");
    }

    private List<EventBody> corners(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> EventBody.of(match, "corner").with("team", "home"))
                .toList();
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    /** Does what a process does that crashes between commit and publish. */
    private void storeWithoutPublishing(long seq) throws SQLException {
        EventBody body = EventBody.of(match, "corner").with("team", "away");
        ObjectNode update = Api.JSON.createObjectNode();
        update.put("match", match).put("seq", seq).put("kind", "event").put("text", "undelivered " + seq);
        update.set("event", body.json());
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement event = connection.prepareStatement("""
                            INSERT INTO event (source, id, revision, match, type, content, received_at, stored_at, seq,
                                               update, position)
                            SELECT ?, ?, 1, ?, 'football.corner', ?::json, now(), now(), ?, ?::json,
                                   unnest(take_positions(1))
                            """);
                    PreparedStatement bump =
                            connection.prepareStatement("UPDATE match SET seq = ? WHERE id = ? AND seq = ? - 1")) {
                event.setString(1, body.json().path("source").asText());
                event.setString(2, body.id());
                event.setString(3, match);
                event.setString(4, body.toString());
                event.setLong(5, seq);
                event.setString(6, update.toString());
                event.executeUpdate();
                bump.setLong(1, seq);
                bump.setString(2, match);
                bump.setLong(3, seq);
                assertEquals(1, bump.executeUpdate());
            }
            connection.commit();
            connection.setAutoCommit(true);
        }
    }
}
