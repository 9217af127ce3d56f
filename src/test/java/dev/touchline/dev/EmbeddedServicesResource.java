package dev.touchline.dev;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

/**
 * The embedded broker and database, for an application in another process, and ports at which it may listen. The former
 * end with this JVM.
 */
public final class EmbeddedServicesResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            Map<String, String> settings = new HashMap<>(new EmbeddedBroker().call());
            settings.putAll(new EmbeddedDatabase().call());
            // What is tried here is not about tokens.
            settings.put("touchline.security.enabled", "false");
            // Not 0, which the metrics of two servers in one process cannot be told apart by.
            try (ServerSocket http = new ServerSocket(0);
                    ServerSocket management = new ServerSocket(0)) {
                System.setProperty("quarkus.http.test-port", String.valueOf(http.getLocalPort()));
                System.setProperty("quarkus.management.test-port", String.valueOf(management.getLocalPort()));
            }
            return settings;
        } catch (Exception e) {
            throw new IllegalStateException("the embedded services do not start", e);
        }
    }

    @Override
    public void stop() {
        // With the JVM.
    }
}
