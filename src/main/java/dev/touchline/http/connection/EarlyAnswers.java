package dev.touchline.http.connection;

import dev.touchline.http.connection.Discards.Discard;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Delivers responses that are sent before the request has arrived: the rest of the request is discarded, within the
 * bounds of {@link HttpConfig}. Otherwise a client that writes its whole request before it reads would wait forever or
 * have its connection reset.
 */
@ApplicationScoped
class EarlyAnswers {

    /** RFC 9113, section 8.1: the response is complete without the rest of the request. */
    private static final long NO_ERROR = 0;

    private final Discards discards;
    private final ConnectionLimits limits;

    EarlyAnswers(Discards discards, ConnectionLimits limits) {
        this.discards = discards;
        this.limits = limits;
    }

    // Before all others, also those of dev mode, which resume the request later.
    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(this::track);
    }

    private void track(RoutingContext context) {
        HttpServerRequest request = context.request();
        Channel channel = NettyChannels.of(request);
        if (request.version() == HttpVersion.HTTP_2) {
            NewConnections.Unrouted.remove(channel);
            context.addEndHandler(end -> channel.eventLoop().execute(() -> discardStream(request, channel)));
        } else if (RequestTracker.of(channel) == null) {
            RequestTracker.install(channel, discards, limits, request.headers().contains(HttpHeaders.EXPECT));
            NewConnections.watch(channel, discards, limits);
        }
        context.next();
    }

    // Vert.x drops the body of an answered request, but leaves the stream open. Some clients take an immediate reset
    // for a failure of the request.
    private void discardStream(HttpServerRequest request, Channel channel) {
        if (!channel.isActive() || RequestBody.hasArrived(request)) {
            return;
        }
        Runnable reset = () -> request.response().reset(NO_ERROR);
        Discard discard = discards.start(
                channel.eventLoop(), () -> !channel.isActive() || RequestBody.hasArrived(request), reset);
        if (discard == null) {
            reset.run();
        } else {
            // The handlers for end and failure stay those of the body's reader.
            request.handler(chunk -> discard.count(chunk.length())).resume();
        }
    }
}
