package dev.touchline.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;

/** The address by which the clients without a token are told apart. */
public final class ClientAddress {

    private ClientAddress() {}

    /** The address of the request's client, of a proxy unless forwarded addresses are trusted; empty if unknown. */
    public static String of(HttpServerRequest request) {
        SocketAddress address = request.remoteAddress();
        return address == null || address.hostAddress() == null ? "" : address.hostAddress();
    }
}
