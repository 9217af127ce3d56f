package dev.touchline.notification.headline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.notification.feed.FeedEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HeadlineRoutingKeyTest {

    @Test
    void routingKeyConsistsOfSportCompetitionMatchAndKind() {
        assertEquals("football.world-cup_2022.final.goal", key("world-cup.2022", "final"));
        assertEquals("football.none.final.goal", key(null, "final"));
        assertEquals(
                "football." + "c".repeat(100) + "." + "m".repeat(130) + ".goal", key("c".repeat(100), "m".repeat(130)));
    }

    @Test
    void longRoutingKeyIsShortenedAndStaysDistinct() {
        String one = key("кубок".repeat(40), "матч".repeat(50));
        String other = key("кубок".repeat(40), "матч".repeat(49));
        assertTrue(one.getBytes(StandardCharsets.UTF_8).length <= 255, one);
        assertTrue(one.startsWith("football."), one);
        assertTrue(one.endsWith(".goal"), one);
        assertEquals(4, one.split("\\.").length, one);
        assertNotEquals(one, other);
    }

    private static String key(String competition, String match) {
        return HeadlinePublisher.routingKey(new FeedEntry(
                1, match, 1, "football", "goal", "event", competition, "A", "B", true, Instant.EPOCH, "{}"));
    }
}
