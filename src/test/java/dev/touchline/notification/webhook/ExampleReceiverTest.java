package dev.touchline.notification.webhook;

import static dev.touchline.testing.Api.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.Prerequisite;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The webhook receiver of docs/webhooks.md. */
@QuarkusTest
class ExampleReceiverTest {

    @Test
    void exampleReceiverAcceptsOnlyValidSignatures() throws IOException {
        Prerequisite.program("python3");
        String match = UniqueIds.match();
        int port = freePort();
        JsonNode subscription = Api.json(Api.request()
                .header("Content-Type", Api.PLAIN)
                .body(Api.text(Map.of("url", "http://127.0.0.1:" + port + "/hook", "filter", Map.of("match", match))))
                .post("/subscriptions"));
        String id = subscription.path("id").textValue();
        Process receiver = new ProcessBuilder(
                        "python3",
                        "examples/webhooks/receiver.py",
                        String.valueOf(port),
                        subscription.path("secret").textValue())
                .redirectErrorStream(true)
                .start();
        try {
            List<String> lines = new CopyOnWriteArrayList<>();
            Thread reader = new Thread(() -> read(receiver, lines));
            reader.setDaemon(true);
            reader.start();
            eventually().until(() -> lines.equals(List.of("Listening on port " + port)));
            assertTrue(ping(id).path("delivered").booleanValue());
            Api.accept(EventBody.goal(match, "home", 23).with("player", "Zoë"));
            eventually().until(() -> lines.size() == 3);
            assertEquals("GOAL | 23' Zoë · Home 1–0 Away", lines.get(2));
            // The previous secret stays valid for a day, so the receiver's secret is unused only after a second
            // rotation.
            rotate(id);
            assertTrue(ping(id).path("delivered").booleanValue());
            rotate(id);
            assertEquals(401, ping(id).path("code").intValue());
        } finally {
            receiver.destroy();
        }
    }

    private static JsonNode ping(String id) {
        return Api.json(Api.request().post("/subscriptions/{id}/ping", id));
    }

    private static void rotate(String id) {
        assertEquals(200, Api.request().post("/subscriptions/{id}/secret", id).statusCode());
    }

    private static void read(Process process, List<String> lines) {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        output.lines().forEach(lines::add);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
