package dev.touchline.notification.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.database.Transactions;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.HeldReport;
import dev.touchline.testing.UniqueIds;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FeedConsumerTest {

    private static final int MAX_LENGTH = 4 * 1024 * 1024;
    private static final int DETAILS = 15_000;

    /** The default of touchline.statistics.partitions. */
    private static final int PARTITIONS = 3;

    @Inject
    Transactions transactions;

    @Inject
    AgroalDataSource database;

    @Inject
    FeedConsumer feed;

    private final String name = UniqueIds.id("consumer");
    private final String match = UniqueIds.match();

    @BeforeEach
    void startAtTheEndOfTheFeed() throws SQLException {
        Api.awaitProcessed();
        transactions.run(
                sql -> sql.execute("INSERT INTO feed_consumer (name, position) SELECT ?, position FROM feed", name));
    }

    @AfterEach
    void delete() throws SQLException {
        transactions.run(sql -> sql.execute("DELETE FROM feed_consumer WHERE name = ?", name));
    }

    @Test
    void updateOfASlowTransactionIsNotSkipped() throws SQLException {
        String concurrent = Stream.generate(UniqueIds::match)
                .filter(id -> Math.floorMod(id.hashCode(), PARTITIONS) != Math.floorMod(match.hashCode(), PARTITIONS))
                .findFirst()
                .orElseThrow();
        List<String> handled = new ArrayList<>();
        FeedConsumer.Handler handler =
                (entries, sql) -> entries.forEach(entry -> handled.add(entry.match() + " " + entry.seq()));
        try (HeldReport held = HeldReport.send(EventBody.goal(match, "home", 1), database)) {
            Api.accept(EventBody.goal(concurrent, "home", 1));
            Api.awaitSeq(concurrent, 1);
            FeedConsumer.Progress stopped = feed.catchUp(name, handler);
            assertEquals(List.of(), handled);
            assertFalse(stopped.covers(stopped.taken()));
            assertTrue(stopped.covers(stopped.taken() + 1), "such a position is not awaited");
            held.release();
            Api.awaitSeq(match, 1);
            FeedConsumer.Progress finished = feed.catchUp(name, handler);
            assertEquals(List.of(match + " 1", concurrent + " 1"), handled);
            assertEquals(finished.taken(), finished.position());
        }
    }

    /** Updates with large details: fewer of them are read at once. */
    @Test
    void batchesAreBoundedInCharacters() throws SQLException {
        int count = 400;
        Map<String, Object> details = Map.of("text", "x".repeat(DETAILS));
        for (int i = 0; i < count; i += 40) {
            Api.accept(IntStream.range(i, i + 40)
                    .mapToObj(number ->
                            EventBody.of(match, "corner").with("team", "home").with("details", details))
                    .toList());
        }
        Api.awaitSeq(match, count);
        List<Integer> lengths = new ArrayList<>();
        List<Long> positions = new ArrayList<>();
        feed.catchUp(name, (entries, sql) -> {
            lengths.add(
                    entries.stream().mapToInt(entry -> entry.json().length()).sum());
            entries.forEach(entry -> positions.add(entry.position()));
        });
        assertTrue(lengths.size() > 1, lengths::toString);
        lengths.forEach(length -> assertTrue(length < MAX_LENGTH + 2 * DETAILS, lengths::toString));
        assertTrue(positions.size() >= count);
        assertEquals(
                IntStream.range(0, positions.size())
                        .mapToObj(i -> positions.get(0) + i)
                        .toList(),
                positions);
    }
}
