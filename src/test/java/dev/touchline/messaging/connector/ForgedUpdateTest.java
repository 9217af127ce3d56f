package dev.touchline.messaging.connector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.rabbitmq.client.AMQP.BasicProperties;
import dev.touchline.messaging.topology.Topology;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.RoguePublisher;
import dev.touchline.testing.SseTestClient;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Updates of other broker users than the configured ones, by default the process's own. */
@QuarkusTest
class ForgedUpdateTest {

    private static final String FORGED = "FORGED";

    private final String match = UniqueIds.match();

    @Test
    void updateOfAnotherUserOrOfNoneIsDroppedAndCounted() {
        Api.accept(EventBody.goal(match, "home", 1));
        Api.awaitSeq(match, 1);
        double live = untrusted("live");
        double notifications = untrusted("notifications");
        try (SseTestClient stream = SseTestClient.ofMatch(match);
                RoguePublisher publisher = RoguePublisher.toThisApplication()) {
            publisher.publish(Topology.UPDATES_EXCHANGE, "", from(null), forged());
            publisher.publish(Topology.UPDATES_EXCHANGE, "", from("stranger"), forged());
            Api.eventually().until(() -> untrusted("live") == live + 2);
            Api.eventually().until(() -> untrusted("notifications") == notifications + 2);

            Api.accept(EventBody.goal(match, "home", 2));
            Api.eventually().until(() -> stream.received().stream()
                    .anyMatch(event -> event.event().equals("update") && event.seq() == 2));
            assertFalse(stream.received().toString().contains(FORGED), () -> stream.received()
                    .toString());
        }
        assertEquals(live + 2, untrusted("live"), "the process's own updates are accepted");
    }

    private static BasicProperties from(String user) {
        return new BasicProperties.Builder().userId(user).build();
    }

    // The position is far beyond the feed, so that an accepted one would be seen as the end of a gap.
    private byte[] forged() {
        return RoguePublisher.bytes("""
                [{"position": 1000000000, "update": {"match": "%s", "seq": 2, "kind": "event", "text": "%s"}}]""".formatted(match, FORGED));
    }

    private static double untrusted(String channel) {
        return Metrics.now().value("touchline_messaging_untrusted_total", "channel=\"" + channel + "\"");
    }
}
