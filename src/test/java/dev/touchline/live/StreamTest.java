package dev.touchline.live;

import static dev.touchline.testing.Problems.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.Follower;
import dev.touchline.testing.Report;
import dev.touchline.testing.Unique;
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
class StreamTest {

    @Inject
    AgroalDataSource database;

    @Inject
    LiveConfig config;

    private final String match = Unique.match();

    // --- From the beginning -----------------------------------------------------------------------------------------

    @Test
    void a_follower_sees_a_snapshot_first_and_then_every_update_in_its_order() {
        Api.announce(match, Api.announcement("Aldermoor", "Brackwater"));
        Api.accept(corners(3));
        JsonNode shown = Api.awaitSeq(match, 4);
        try (Follower follower = Follower.of(match)) {
            assertEquals(
                    Api.JSON.createObjectNode().put("resumed", false).set("match", shown), follower.awaitSnapshot());
            for (int i = 1; i <= 10; i++) {
                Api.accept(corners(i));
                Api.accept(corners(1));
            }
            follower.awaitUpdate(69);
            assertEquals("snapshot", follower.received().get(0).event());
            assertEquals(1, follower.snapshots().size());
            assertEquals(numbers(5, 69), follower.seqs());
            follower.updates()
                    .forEach(update ->
                            assertEquals(update.seq(), update.data().path("seq").asLong()));
        }
        assertEquals(69, Api.match(match).path("seq").asInt());
    }

    @Test
    void a_match_can_be_followed_before_anything_is_known_of_it() {
        try (Follower follower = Follower.of(match)) {
            JsonNode snapshot = follower.awaitSnapshot();
            assertEquals(match, snapshot.path("match").path("id").asText());
            assertEquals(0, snapshot.path("match").path("seq").asInt(-1));
            assertEquals("scheduled", snapshot.path("match").path("phase").asText());
            assertFalse(snapshot.path("resumed").asBoolean(true));
            Api.announce(match, Api.announcement("Aldermoor", "Brackwater"));
            Api.accept(corners(2));
            follower.awaitUpdate(3);
            assertEquals(numbers(1, 3), follower.seqs());
            assertEquals("match", follower.updates().get(0).data().path("kind").asText());
        }
    }

    @Test
    void a_follower_of_one_match_hears_nothing_of_another() {
        String other = Unique.match();
        try (Follower follower = Follower.of(match)) {
            follower.awaitSnapshot();
            Api.accept(Report.goal(other, "home", 1), Report.goal(match, "home", 1), Report.goal(other, "home", 2));
            follower.awaitUpdate(1);
            Api.settle();
            assertEquals(List.of(1L), follower.seqs());
            assertEquals(match, follower.updates().get(0).data().path("match").asText());
        }
    }

    @Test
    void an_id_may_have_letters_of_any_script() {
        String id = Unique.id("札幌");
        try (Follower follower = Follower.at("/matches/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/stream")) {
            follower.awaitSnapshot();
            Api.accept(Report.goal(id, "home", 1).with("player", "李 \"\\ 🦊"));
            follower.awaitUpdate(1);
            assertEquals(
                    "李 \"\\ 🦊",
                    follower.updates()
                            .get(0)
                            .data()
                            .path("event")
                            .path("player")
                            .asText());
        }
    }

    @Test
    void all_followers_of_a_match_see_the_same() {
        List<Follower> followers = Stream.generate(() -> Follower.of(match))
                .limit(8)
                .peek(Follower::awaitSnapshot)
                .toList();
        try {
            Api.announce(match, Api.announcement("Aldermoor", "Brackwater"));
            IntStream.range(0, 20).parallel().forEach(i -> Api.accept(corners(5)));
            followers.forEach(follower -> follower.awaitUpdate(101));
            List<Follower.Received> first = followers.get(0).updates();
            assertEquals(numbers(1, 101), followers.get(0).seqs());
            followers.forEach(follower -> assertEquals(first, follower.updates()));
        } finally {
            followers.forEach(Follower::close);
        }
    }

    @Test
    void a_follower_who_leaves_takes_nobody_along() {
        try (Follower stays = Follower.of(match)) {
            stays.awaitSnapshot();
            for (int i = 1; i <= 5; i++) {
                try (Follower leaves = Follower.of(match)) {
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
    void the_headers_keep_proxies_from_holding_the_stream_back() {
        try (Follower follower = Follower.of(match)) {
            assertEquals(
                    "text/event-stream",
                    follower.headers().firstValue("Content-Type").orElse("").split(";")[0]);
            assertTrue(follower.headers().firstValue("Cache-Control").orElse("").contains("no-store"));
            assertEquals(List.of("no"), follower.headers().allValues("X-Accel-Buffering"));
        }
    }

    // --- Coming back ------------------------------------------------------------------------------------------------

    @Test
    void a_follower_who_was_cut_off_comes_back_and_gets_exactly_what_was_missed() {
        String last;
        List<Long> seen;
        try (Follower follower = Follower.of(match)) {
            follower.awaitSnapshot();
            Api.accept(corners(10));
            follower.awaitUpdate(10);
            Api.accept(corners(30));
            follower.awaitUpdate(11);
            follower.cutOff();
            last = follower.lastId();
            seen = follower.seqs();
        }
        Api.accept(corners(20));
        Api.awaitSeq(match, 60);
        try (Follower again = Follower.of(match, last)) {
            again.awaitUpdate(60);
            Api.accept(corners(5));
            again.awaitUpdate(65);
            assertEquals(List.of(), again.snapshots());
            assertEquals(numbers(Long.parseLong(last) + 1, 65), again.seqs());
            assertEquals(
                    numbers(1, 65),
                    Stream.concat(seen.stream(), again.seqs().stream())
                            .distinct()
                            .toList());
        }
    }

    @Test
    void the_last_id_may_stand_in_the_query() {
        Api.accept(corners(10));
        Api.awaitSeq(match, 10);
        try (Follower again = Follower.at(Follower.stream(match) + "?lastEventId=7")) {
            again.awaitUpdate(10);
            assertEquals(numbers(8, 10), again.seqs());
            assertEquals(List.of(), again.snapshots());
        }
    }

    @Test
    void a_follower_who_missed_nothing_gets_nothing_until_there_is_something() {
        Api.accept(corners(10));
        Api.awaitSeq(match, 10);
        try (Follower again = Follower.of(match, "10")) {
            Api.accept(corners(1));
            again.awaitUpdate(11);
            assertEquals(
                    List.of("11"),
                    again.received().stream().map(Follower.Received::id).toList());
        }
    }

    @Test
    void a_snapshot_is_a_place_to_come_back_to() {
        Api.accept(corners(4));
        Api.awaitSeq(match, 4);
        String last;
        try (Follower follower = Follower.of(match)) {
            last = String.valueOf(
                    follower.awaitSnapshot().path("match").path("seq").asLong());
        }
        Api.accept(corners(2));
        Api.awaitSeq(match, 6);
        try (Follower again = Follower.of(match, last)) {
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
                "5,6",
                "' OR 1=1"
            })
    void a_last_id_that_is_not_of_this_match_gets_a_snapshot_that_says_so(String lastId) {
        Api.accept(corners(10));
        JsonNode shown = Api.awaitSeq(match, 10);
        try (Follower again = Follower.of(match, lastId)) {
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
    void a_last_id_of_a_match_that_nothing_is_known_of_gets_a_snapshot() {
        try (Follower again = Follower.of(match, "7")) {
            assertEquals(0, again.awaitSnapshot().path("match").path("seq").asInt(-1));
        }
    }

    @Test
    void a_follower_who_missed_too_much_gets_a_snapshot_and_one_who_missed_just_that_much_does_not() {
        int most = config.mostResumed();
        Api.accept(corners(most + 5));
        Api.awaitSeq(match, most + 5);
        try (Follower tooLate = Follower.of(match, "4");
                Follower justInTime = Follower.of(match, "5")) {
            JsonNode snapshot = tooLate.awaitSnapshot();
            assertEquals(most + 5, snapshot.path("match").path("seq").asInt());
            assertFalse(snapshot.path("resumed").asBoolean(true));
            justInTime.awaitUpdate(most + 5);
            assertEquals(numbers(6, most + 5), justInTime.seqs());
            assertEquals(List.of(), justInTime.snapshots());
            Api.accept(corners(1));
            tooLate.awaitUpdate(most + 6);
            justInTime.awaitUpdate(most + 6);
            assertEquals(List.of((long) most + 6), tooLate.seqs());
        }
    }

    // --- When it gets rough -----------------------------------------------------------------------------------------

    @Test
    void a_thousand_quick_events_while_followers_come_leave_no_gap() {
        int requests = 50;
        int each = 20;
        CompletableFuture<Void> sending =
                CompletableFuture.runAsync(() -> IntStream.range(0, requests).forEach(i -> Api.accept(corners(each))));
        List<Follower> followers = new ArrayList<>();
        try {
            for (int i = 0; i < 12; i++) {
                Follower follower = Follower.resuming(match);
                followers.add(follower);
                follower.awaitSnapshot();
            }
            sending.join();
            // The last may have come after all of the others.
            Api.accept(corners(each));
            int all = (requests + 1) * each;
            for (Follower follower : followers) {
                follower.awaitUpdate(all);
                long from = follower.awaitSnapshot().path("match").path("seq").asLong();
                assertEquals(1, follower.snapshots().size());
                assertEquals(numbers(from + 1, all), follower.seqs());
                assertEquals(1, follower.connections());
            }
        } finally {
            followers.forEach(Follower::close);
        }
    }

    @Test
    void an_update_that_the_broker_never_delivered_reaches_a_follower_all_the_same() throws SQLException {
        Api.accept(corners(3));
        Api.awaitSeq(match, 3);
        try (Follower follower = Follower.of(match)) {
            follower.awaitSnapshot();
            storeWithoutTelling(4);
            follower.awaitUpdate(4);
            assertEquals(List.of(4L), follower.seqs());
            assertEquals(
                    "undelivered 4",
                    follower.updates().get(0).data().path("text").asText());
            Api.accept(corners(1));
            follower.awaitUpdate(5);
            assertEquals(List.of(4L, 5L), follower.seqs());
        }
    }

    @Test
    void an_update_after_one_that_was_never_delivered_brings_it_along() throws SQLException {
        Api.accept(corners(3));
        Api.awaitSeq(match, 3);
        try (Follower follower = Follower.of(match)) {
            follower.awaitSnapshot();
            storeWithoutTelling(4);
            storeWithoutTelling(5);
            Api.accept(corners(2));
            follower.awaitUpdate(7);
            assertEquals(numbers(4, 7), follower.seqs());
        }
    }

    /** Promise 8. What is sent is more than the buffers of both ends of a connection hold. */
    @Test
    void a_follower_who_does_not_read_is_cut_off_and_slows_nobody() throws IOException {
        try (Socket lazy = new Socket();
                Follower follower = Follower.of(match)) {
            lazy.setReceiveBufferSize(64 * 1024);
            lazy.connect(
                    new InetSocketAddress(Api.uri("/").getHost(), Api.uri("/").getPort()));
            lazy.setSoTimeout(20_000);
            lazy.getOutputStream()
                    .write(("GET " + Follower.stream(match) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertTrue(lazy.getInputStream().read() >= 0);
            follower.awaitSnapshot();
            Map<String, Object> details = Map.of("note", "x".repeat(15_000));
            int requests = 8;
            int each = 250;
            for (int i = 0; i < requests; i++) {
                Api.accept(corners(each).stream()
                        .map(report -> report.with("details", details))
                        .toList());
            }
            follower.awaitUpdate(requests * each);
            assertEquals(numbers(1, requests * each), follower.seqs());
            assertEquals(1, follower.connections());

            String text = new String(readToTheEnd(lazy.getInputStream()), StandardCharsets.UTF_8);
            assertFalse(text.contains("id: " + requests * each + "\n"), "the lazy one got everything");
            assertFalse(text.contains("id:" + requests * each + "\n"), "the lazy one got everything");
        }
    }

    /** As many as there are event loops, so that those who read share theirs with one who does not. */
    @Test
    void followers_who_do_not_read_for_a_while_hold_up_nobody_and_miss_nothing() throws IOException {
        int updates = 600;
        List<Socket> idle = new ArrayList<>();
        try (Follower follower = Follower.of(match);
                Follower another = Follower.of(match)) {
            for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                idle.add(followWithoutReading());
            }
            follower.awaitSnapshot();
            another.awaitSnapshot();
            Map<String, Object> details = Map.of("note", "x".repeat(15_000));
            for (int sent = 0; sent < updates; sent += 200) {
                Api.accept(corners(200).stream()
                        .map(report -> report.with("details", details))
                        .toList());
            }
            for (Follower reading : List.of(follower, another)) {
                reading.awaitUpdate(updates);
                assertEquals(numbers(1, updates), reading.seqs());
                assertEquals(1, reading.connections());
            }
            for (Socket socket : idle) {
                assertEquals(numbers(0, updates), ids(socket, updates), "the snapshot and all that was missed");
            }
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    private Socket followWithoutReading() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 * 1024);
        socket.connect(
                new InetSocketAddress(Api.uri("/").getHost(), Api.uri("/").getPort()));
        socket.setSoTimeout(20_000);
        socket.getOutputStream()
                .write(("GET " + Follower.stream(match) + " HTTP/1.1\r\nHost: x\r\n\r\n")
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
                ids.add(Long.valueOf(line.substring("id: ".length())));
            }
        }
        return ids;
    }

    private static byte[] readToTheEnd(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            in.transferTo(out);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection was not closed", e);
        } catch (IOException e) {
            // Reset is an end, too.
        }
        return out.toByteArray();
    }

    // --- What cannot be followed ------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"-", "a b", "a\u0000b", "💥"})
    void what_cannot_be_a_match_cannot_be_followed(String id) {
        assertProblem(Api.request().accept("text/event-stream").get("/matches/{id}/stream", id), 404, "not-found");
    }

    @Test
    void a_stream_is_nothing_but_server_sent_events() {
        assertProblem(
                Api.request().accept("application/json").get("/matches/{id}/stream", match), 406, "not-acceptable");
    }

    private List<Report> corners(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Report.of(match, "corner").with("team", "home"))
                .toList();
    }

    private static List<Long> numbers(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    /** What a process does that dies between its commit and its publish. */
    private void storeWithoutTelling(long seq) throws SQLException {
        Report report = Report.of(match, "corner").with("team", "away");
        ObjectNode update = Api.JSON.createObjectNode();
        update.put("match", match).put("seq", seq).put("kind", "event").put("text", "undelivered " + seq);
        update.set("event", report.json());
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement next = connection.prepareStatement("UPDATE feed SET position = position + 1");
                    PreparedStatement event = connection.prepareStatement("""
                            INSERT INTO event (source, id, revision, match, type, content, received_at, stored_at, seq,
                                               update, position)
                            SELECT ?, ?, 1, ?, 'football.corner', ?::json, now(), now(), ?, ?::json, position FROM feed
                            """);
                    PreparedStatement bump =
                            connection.prepareStatement("UPDATE match SET seq = ? WHERE id = ? AND seq = ? - 1")) {
                next.executeUpdate();
                event.setString(1, report.json().path("source").asText());
                event.setString(2, report.id());
                event.setString(3, match);
                event.setString(4, report.toString());
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
