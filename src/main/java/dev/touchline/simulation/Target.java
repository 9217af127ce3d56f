package dev.touchline.simulation;

import io.quarkus.vertx.http.HttpServer;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;

/** Where simulated agents report to. */
@ApplicationScoped
class Target {

    private final SimulationConfig config;
    private final HttpServer server;

    Target(SimulationConfig config, HttpServer server) {
        this.config = config;
        this.server = server;
    }

    /** The configured address, or this process once it listens. */
    URI uri() {
        return config.target().orElseGet(server::getLocalBaseUri);
    }
}
