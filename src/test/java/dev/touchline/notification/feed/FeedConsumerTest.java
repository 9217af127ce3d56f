package dev.touchline.notification.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.database.Transactions;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FeedConsumerTest {

    private static final int MAX_LENGTH = 4 * 1024 * 1024;
    private static final int DETAILS = 15_000;

    @Inject
    Transactions transactions;

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
