package dev.touchline.simulation;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where simulated agents report to. */
@ApplicationScoped
class Target {

    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "[::]");

    private final SimulationConfig config;
    private final String host;
    private final int port;

    Target(
            SimulationConfig config,
            @ConfigProperty(name = "quarkus.http.host", defaultValue = "localhost") String host,
            @ConfigProperty(name = "quarkus.http.port", defaultValue = "8080") int port) {
        this.config = config;
        this.host = host;
        this.port = port;
    }

    /** The configured address, or this process where nobody has asked it for anything yet. */
    URI uri() {
        return config.target().orElseGet(() -> uri("http", EVERYWHERE.contains(host) ? "localhost" : host, port));
    }

    /** The configured address, or the one the request came in at, not the host it names: that one is its word. */
    URI uri(HttpServerRequest request) {
        SocketAddress address = request.localAddress();
        return config.target()
                .orElseGet(() -> uri(request.isSSL() ? "https" : "http", address.hostAddress(), address.port()));
    }

    private static URI uri(String scheme, String host, int port) {
        return URI.create(scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }
}
