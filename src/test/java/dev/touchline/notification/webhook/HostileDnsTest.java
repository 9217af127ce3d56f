package dev.touchline.notification.webhook;

import static dev.touchline.testing.Api.eventually;
import static dev.touchline.testing.ProblemAssertions.assertNames;
import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.ChangedSettings;
import dev.touchline.testing.ConnectionDetector;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.NameServer;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The production policy against hostile DNS responses: no internal address is ever called. */
@QuarkusTest
@TestProfile(HostileDnsTest.ProductionPolicy.class)
class HostileDnsTest {

    private static NameServer names;
    private static ConnectionDetector inside;

    private final String match = UniqueIds.match();

    public static class ProductionPolicy implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "touchline.webhooks.allowed-ranges",
                    "",
                    ChangedSettings.NAME_SERVERS,
                    "127.0.0.1:" + NameServer.freePort());
        }
    }

    @BeforeAll
    static void start() {
        names = NameServer.start(port());
        inside = ConnectionDetector.at(InetAddress.getLoopbackAddress(), 0);
    }

    static int port() {
        String server = ConfigProvider.getConfig().getValue(ChangedSettings.NAME_SERVERS, String.class);
        return Integer.parseInt(server.substring(server.indexOf(':') + 1));
    }

    @AfterAll
    static void stop() {
        names.close();
        inside.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/",
                "https://127.0.0.1/",
                "https://[::1]/",
                "https://[::ffff:169.254.169.254]/latest/meta-data",
                "https://[fe80::1%25lo]/",
                "https://2130706433/",
                "https://0x7f.1/",
                "https://0177.0.0.1/",
                "https://localhost./",
                "https://metadata.google.internal/",
                "https://example.com@127.0.0.1/",
                "https://127。0。0。1/",
                "https://example.com/\r\nX-Injected: yes",
                "https://example.com:0/",
                "file:///etc/passwd",
                "gopher://127.0.0.1:6379/_FLUSHALL",
                "https://",
            })
    void hostileUrlIsRejectedInNewAndChangedSubscriptions(String url) {
        assertNames(assertProblem(post(url), 422, "invalid"), null, "url");
        String id = subscribe("https://example.com/");
        Response change = Api.request()
                .header("Content-Type", Api.PLAIN)
                .body(Api.text(Map.of("url", url)))
                .patch("/subscriptions/{id}", id);
        assertNames(assertProblem(change, 422, "invalid"), null, "url");
        assertEquals(
                "https://example.com/",
                Api.get("/subscriptions/{id}", id).path("url").textValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "0.0.0.0",
                "10.0.0.1",
                "169.254.169.254",
                "100.100.100.200",
                "8.8.8.8,127.0.0.1",
                "127.0.0.1,8.8.8.8",
                "8.8.8.8,::1",
                "2606:4700:4700::1111,127.0.0.1",
            })
    void nameResolvingToAPrivateAddressIsNotCalled(String addresses) {
        String name = UniqueIds.id("hostile") + ".example.com";
        names.name(name, addresses.split(","));
        assertNotCalled(name, "must lead to public addresses");
    }

    @Test
    void nameResolvingToAPrivateIpv6AddressIsNotCalled() {
        String name = UniqueIds.id("hostile") + ".example.com";
        names.name(name, "::1");
        // Without IPv6 on the machine, AAAA records are not queried.
        assertNotCalled(name, "address");
    }

    @Test
    void unknownNameIsNotCalled() {
        assertNotCalled(UniqueIds.id("unknown") + ".example.com", "the name has no address");
    }

    @Test
    void detectorCountsConnections() throws Exception {
        try (ConnectionDetector another = ConnectionDetector.at(InetAddress.getLoopbackAddress(), 0);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), another.port())) {
            eventually().until(() -> another.connections() == 1);
            assertTrue(socket.isConnected());
        }
    }

    private void assertNotCalled(String name, String reason) {
        String id = subscribe("https://" + name + ":" + inside.port() + "/hooks");
        JsonNode pinged = Api.json(Api.request().post("/subscriptions/{id}/ping", id));
        assertFalse(pinged.path("delivered").booleanValue());
        assertTrue(pinged.path("code").isNull());
        assertTrue(pinged.path("error").textValue().startsWith("not called: the URL "), pinged::toString);
        assertTrue(pinged.path("error").textValue().contains(reason), pinged::toString);

        Api.accept(EventBody.goal(match, "home", 1));
        awaitFailed(id);
        assertTrue(error(id).startsWith("not called: the URL "), error(id));
        assertTrue(error(id).contains(reason), error(id));
        assertEquals(
                4,
                deliveries(id).path(0).path("attempts").intValue(),
                "the call is repeated because a name may resolve differently later");
        assertEquals(0, inside.connections());
    }

    private static void awaitFailed(String id) {
        eventually().until(() -> "failed"
                .equals(deliveries(id).path(0).path("status").textValue()));
    }

    private static String error(String id) {
        return deliveries(id).path(0).path("lastAttempt").path("error").textValue();
    }

    private static JsonNode deliveries(String id) {
        return Api.get("/subscriptions/{id}/deliveries", id).path("items");
    }

    private String subscribe(String url) {
        Response response = post(url);
        assertEquals(201, response.statusCode(), response::asString);
        return Api.json(response).path("id").textValue();
    }

    private Response post(String url) {
        return Api.request()
                .header("Content-Type", Api.PLAIN)
                .body(Api.text(Map.of("url", url, "filter", Map.of("match", match))))
                .post("/subscriptions");
    }
}
