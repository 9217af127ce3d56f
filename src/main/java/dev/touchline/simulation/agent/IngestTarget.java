package dev.touchline.simulation.agent;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Determines the address that simulated agents report to. */
@ApplicationScoped
public class IngestTarget {

    private static final Set<String> WILDCARD_ADDRESSES = Set.of("0.0.0.0", "::", "[::]");

    private final SimulationConfig config;
    private final String host;
    private final int port;

    IngestTarget(
            SimulationConfig config,
            @ConfigProperty(name = "quarkus.http.host", defaultValue = "localhost") String host,
            @ConfigProperty(name = "quarkus.http.port", defaultValue = "8080") int port) {
        this.config = config;
        this.host = host;
        this.port = port;
    }

    /** The configured address, or that of this process. */
    public IngestAddress ofThisProcess() {
        URI uri = config.target()
                .orElseGet(() -> uri("http", WILDCARD_ADDRESSES.contains(host) ? "localhost" : host, port));
        return new IngestAddress(uri, null, true);
    }

    /** The configured address, or the local address of the request; its Host header is not trusted. */
    public IngestAddress of(HttpServerRequest request) {
        SocketAddress address = request.localAddress();
        URI uri = config.target()
                .orElseGet(() -> uri(request.isSSL() ? "https" : "http", address.hostAddress(), address.port()));
        // Agents use the caller's token: they get no further rights, and no secret is stored.
        return new IngestAddress(uri, request.getHeader(HttpHeaders.AUTHORIZATION), false);
    }

    private static URI uri(String scheme, String host, int port) {
        return URI.create(scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
    }
}
