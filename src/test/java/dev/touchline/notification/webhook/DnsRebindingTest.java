package dev.touchline.notification.webhook;

import static dev.touchline.testing.Api.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.ChangedSettings;
import dev.touchline.testing.ConnectionDetector;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.NameServer;
import dev.touchline.testing.UniqueIds;
import dev.touchline.testing.WebhookReceiver;
import dev.touchline.testing.WebhookReceiver.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * DNS rebinding: a name resolves to an allowed address first, and then to a forbidden one at the same port. One
 * loopback address is allowed and stands for the internet; only Linux has a second one.
 */
@QuarkusTest
@TestProfile(ChangedSettings.class)
@EnabledOnOs(OS.LINUX)
class DnsRebindingTest {

    private static final InetAddress OUTSIDE = NameServer.address(ChangedSettings.OUTSIDE);
    private static final InetAddress INSIDE = NameServer.address("127.0.0.1");

    private final String match = UniqueIds.match();
    private final String name = UniqueIds.id("rebinding") + ".example.com";
    // Shared by all tests, because its port stays in use for a moment after a close.
    private static NameServer names;

    private WebhookReceiver outside;
    private ConnectionDetector inside;

    @BeforeAll
    static void startNameServer() {
        names = NameServer.start(HostileDnsTest.port());
    }

    @AfterAll
    static void stopNameServer() {
        names.close();
    }

    @BeforeEach
    void start() {
        while (inside == null) {
            outside = WebhookReceiver.at(OUTSIDE);
            try {
                inside = ConnectionDetector.at(INSIDE, outside.port());
            } catch (UncheckedIOException e) {
                // The port is free at one address only.
                outside.close();
            }
        }
        names.name(name, OUTSIDE.getHostAddress());
    }

    @AfterEach
    void stop() {
        inside.close();
        outside.close();
    }

    @Test
    void everyCallResolvesTheNameOnceAndConnectsToThatAddress() {
        names.name(name, time -> List.of(time <= 2 ? OUTSIDE : INSIDE));
        String id = subscribe();
        Api.accept(
                EventBody.goal(match, "home", 1), EventBody.goal(match, "home", 2), EventBody.goal(match, "home", 3));
        awaitStatuses(id, "failed", "delivered", "delivered");
        assertEquals(2, outside.calls().size());
        String error = deliveries(id).path(0).path("lastAttempt").path("error").textValue();
        assertEquals("not called: the URL must lead to public addresses, and does not", error);
        assertEquals(2 + 4, names.queryCount(name), "one query per call");
        assertEquals(0, inside.connections());
    }

    @Test
    void retriedAttemptResolvesTheNameAgain() {
        outside.answer(call -> Answer.of(500));
        names.name(name, time -> List.of(time == 1 ? OUTSIDE : INSIDE));
        String id = subscribe();
        Api.accept(EventBody.goal(match, "home", 1));
        awaitStatuses(id, "failed");
        assertEquals(1, outside.calls().size());
        assertEquals(0, inside.connections());
    }

    @Test
    void hostHeaderIsTheNameWhileTheConnectionUsesTheAddress() {
        subscribe();
        Api.accept(EventBody.goal(match, "home", 1));
        eventually().until(() -> outside.calls().size() == 1);
        assertEquals(name + ":" + outside.port(), outside.calls().get(0).header("Host"));
    }

    @Test
    void mixedPublicAndPrivateAddressesAreRejected() {
        names.name(name, time -> List.of(OUTSIDE, INSIDE));
        String id = subscribe();
        Api.accept(EventBody.goal(match, "home", 1));
        awaitStatuses(id, "failed");
        assertEquals(List.of(), outside.calls());
        assertEquals(0, inside.connections());
    }

    @Test
    void redirectToAPrivateAddressIsNotFollowed() {
        outside.answer(call -> new Answer(
                307, Map.of("Location", "http://" + INSIDE.getHostAddress() + ":" + outside.port() + "/"), null));
        String id = subscribe();
        Api.accept(EventBody.goal(match, "home", 1));
        awaitStatuses(id, "failed");
        assertEquals(
                "answered 307",
                deliveries(id).path(0).path("lastAttempt").path("error").textValue());
        assertTrue(outside.calls().size() > 1, "the failed call is repeated");
        assertEquals(0, inside.connections());
    }

    private String subscribe() {
        Response response = Api.request()
                .header("Content-Type", Api.PLAIN)
                .body(Api.text(
                        Map.of("url", "http://" + name + ":" + outside.port() + "/", "filter", Map.of("match", match))))
                .post("/subscriptions");
        assertEquals(201, response.statusCode(), response::asString);
        return Api.json(response).path("id").textValue();
    }

    private static void awaitStatuses(String id, String... latestFirst) {
        eventually().until(() -> deliveries(id).findValuesAsText("status").equals(List.of(latestFirst)));
    }

    private static JsonNode deliveries(String id) {
        return Api.get("/subscriptions/{id}/deliveries", id).path("items");
    }
}
