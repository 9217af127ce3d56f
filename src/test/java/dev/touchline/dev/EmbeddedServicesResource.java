package dev.touchline.dev;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

/**
 * The embedded broker and database for an application in another process, and free ports for it. Broker and database
 * stop with this JVM.
 */
public final class EmbeddedServicesResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            Map<String, String> settings = new HashMap<>(new EmbeddedBroker().call());
            settings.putAll(new EmbeddedDatabase().call());
            settings.putAll(Map.of(
                    "rabbitmq-username", "guest",
                    "rabbitmq-password", "guest",
                    "touchline.messaging.declare-topology", "true",
                    // Tests of this resource are not about tokens.
                    "touchline.security.enabled", "false"));
            // Not 0: the metrics of two servers in one process could not be told apart.
            try (ServerSocket http = new ServerSocket(0);
                    ServerSocket management = new ServerSocket(0)) {
                System.setProperty("quarkus.http.test-port", String.valueOf(http.getLocalPort()));
                System.setProperty("quarkus.management.test-port", String.valueOf(management.getLocalPort()));
            }
            return settings;
        } catch (Exception e) {
            throw new IllegalStateException("the embedded services did not start", e);
        }
    }

    @Override
    public void stop() {
        // The services stop with the JVM.
    }
}
