package dev.touchline.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HeadlinesTest {

    @Test
    void a_routing_key_has_the_words_that_bindings_are_made_of() {
        assertEquals("football.world-cup_2022.final.goal", key("world-cup.2022", "final"));
        assertEquals("football.none.final.goal", key(null, "final"));
        assertEquals(
                "football." + "c".repeat(100) + "." + "m".repeat(130) + ".goal", key("c".repeat(100), "m".repeat(130)));
    }

    @Test
    void what_amqp_has_no_room_for_is_shortened_and_stays_distinct() {
        String one = key("кубок".repeat(40), "матч".repeat(50));
        String other = key("кубок".repeat(40), "матч".repeat(49));
        assertTrue(one.getBytes(StandardCharsets.UTF_8).length <= 255, one);
        assertTrue(one.startsWith("football."), one);
        assertTrue(one.endsWith(".goal"), one);
        assertEquals(4, one.split("\\.").length, one);
        assertNotEquals(one, other);
    }

    private static String key(String competition, String match) {
        return Headlines.routingKey(
                new Notice(1, match, 1, "football", "goal", "event", competition, "A", "B", true, Instant.EPOCH, "{}"));
    }
}
