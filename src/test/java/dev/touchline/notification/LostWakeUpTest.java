package dev.touchline.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.messaging.topology.Topology;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.RoguePublisher;
import dev.touchline.testing.UniqueIds;
import dev.touchline.testing.WebhookReceiver;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The queue {@code notifications} may lose messages: a full one drops the oldest. */
@QuarkusTest
class LostWakeUpTest {

    /** The feed is checked every 5 s. */
    private static final Duration DELIVERED = Duration.ofSeconds(15);

    private final String match = UniqueIds.match();

    @Test
    void updateWhoseWakeUpIsLostIsDeliveredByTheNextCheckOfTheFeed() {
        try (WebhookReceiver receiver = WebhookReceiver.start();
                RoguePublisher publisher = RoguePublisher.toThisApplication()) {
            Map<String, Object> subscription = Map.of("url", receiver.url("/hook"), "filter", Map.of("match", match));
            assertEquals(
                    201,
                    Api.request()
                            .header("Content-Type", Api.PLAIN)
                            .body(Api.text(subscription))
                            .post("/subscriptions")
                            .statusCode());
            // The consumer binds the queue again within 5 s; until then, messages do not reach it.
            publisher.unbind(Topology.NOTIFICATIONS_QUEUE, Topology.UPDATES_EXCHANGE);
            Api.accept(EventBody.goal(match, "home", 1));
            Api.eventually()
                    .atMost(DELIVERED)
                    .until(() -> receiver.calls("/hook").size() == 1);
        }
    }
}
