package dev.touchline.live.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.SseTestClient;
import dev.touchline.testing.UniqueIds;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The streams of a process when a branch of the feed begins: here by request, otherwise with another primary. */
@QuarkusTest
class NewBranchTest {

    @Inject
    AgroalDataSource database;

    private final String match = UniqueIds.match();

    private void execute(String... statements) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private List<EventBody> corners(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> EventBody.of(match, "corner").with("team", "home"))
                .toList();
    }

    /** The ids of the last events on a stream of the match, and on one of many matches. */
    private record LastIds(String ofMatch, String ofMany) {}

    @FunctionalInterface
    private interface BranchStart {
        void run() throws SQLException;
    }

    /** Follows one more change of the match on both streams, and their end when a branch begins. */
    private LastIds followUntilBranch(long seq, BranchStart start) throws SQLException {
        try (SseTestClient one = SseTestClient.ofMatch(match);
                SseTestClient many = SseTestClient.ofPath("/stream?match=" + match)) {
            one.awaitSnapshot();
            many.awaitSnapshot();
            Api.accept(corners(1));
            one.awaitUpdate(seq);
            Api.eventually().until(() -> many.updates().size() == 1);
            start.run();
            one.awaitEnd();
            many.awaitEnd();
            return new LastIds(one.lastId(), many.lastId());
        }
    }

    @Test
    void streamsOfKeptUpdatesAreResumed() throws SQLException {
        // Holes that other tests have left are no concern of the next branch then.
        try (SseTestClient client = SseTestClient.ofMatch(match)) {
            client.awaitSnapshot();
            execute("SELECT begin_branch(true)");
            client.awaitEnd();
        }
        Api.accept(corners(3));
        Api.awaitSeq(match, 3);
        LastIds last = followUntilBranch(4, () -> {
            Api.awaitProcessed();
            execute("SELECT begin_branch(true)");
        });
        try (SseTestClient one = SseTestClient.ofMatch(match, last.ofMatch());
                SseTestClient many = SseTestClient.ofPath("/stream?match=" + match, last.ofMany())) {
            Api.accept(corners(2));
            one.awaitUpdate(6);
            Api.eventually().until(() -> many.updates().size() == 2);
            assertEquals(List.of(5L, 6L), one.seqs());
            assertEquals(List.of(), one.snapshots());
            assertEquals(List.of(), many.snapshots());
        }
    }

    @Test
    void streamsOfLostUpdatesBeginWithASnapshot() throws SQLException {
        Api.accept(corners(2));
        JsonNode kept = Api.awaitSeq(match, 2);
        double before = Metrics.now().value("touchline_live_updates_lost_total");
        LastIds last = followUntilBranch(3, () -> lose(3));
        assertEquals(before + 1, Metrics.now().value("touchline_live_updates_lost_total"));
        assertEquals(2, Api.match(match).path("seq").asInt(), "nothing of the lost update is in memory");
        try (SseTestClient one = SseTestClient.ofMatch(match, last.ofMatch());
                SseTestClient many = SseTestClient.ofPath("/stream?match=" + match, last.ofMany())) {
            JsonNode snapshot = one.awaitSnapshot();
            assertFalse(snapshot.path("resumed").asBoolean(true));
            assertEquals(
                    kept.path("seq"), snapshot.path("match").path("seq"), "the seq of the last update that is stored");
            assertFalse(many.awaitSnapshot().path("resumed").asBoolean(true));
            Api.accept(corners(1));
            one.awaitUpdate(3);
            Api.eventually().until(() -> many.updates().size() == 1);
            assertEquals(List.of(3L), one.seqs());
            assertNotEquals(last.ofMatch(), one.lastId(), "the seq was given again, the position was not");
        }
        try (SseTestClient lost = SseTestClient.ofMatch(match, last.ofMatch())) {
            assertEquals(3, lost.awaitSnapshot().path("match").path("seq").asInt());
        }
    }

    /** The state that another primary would have which never received the last change. */
    private void lose(long seq) throws SQLException {
        String change = " WHERE match = '%s' AND seq = %d".formatted(match, seq);
        execute(
                "DELETE FROM event" + change,
                "DELETE FROM incident" + change,
                "UPDATE match SET seq = %d WHERE id = '%s'".formatted(seq - 1, match),
                "SELECT begin_branch(true)");
    }
}
