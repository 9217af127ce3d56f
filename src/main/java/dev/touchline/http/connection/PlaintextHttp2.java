package dev.touchline.http.connection;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Switches HTTP/2 off at the port without TLS, unless it is configured: no browser uses it there, and it gives a hostile
 * client many ways to keep an event loop busy. The setting of Quarkus would switch it off over TLS, too.
 */
@ApplicationScoped
class PlaintextHttp2 implements HttpServerOptionsCustomizer {

    private final boolean enabled;

    PlaintextHttp2(HttpConfig config) {
        this.enabled = config.plaintextHttp2();
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(enabled);
    }
}
