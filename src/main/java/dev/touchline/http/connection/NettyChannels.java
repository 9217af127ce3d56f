package dev.touchline.http.connection;

import io.netty.channel.Channel;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * The Netty channels of requests. Vert.x has no public access to them, but only they tell what has arrived of a request
 * that nobody reads, write one buffer to many streams without encoding it again, and close without a flush.
 */
public final class NettyChannels {

    private NettyChannels() {}

    /** The channel of the request's connection. */
    public static Channel of(HttpServerRequest request) {
        return ((ConnectionBase) request.connection()).channel();
    }
}
