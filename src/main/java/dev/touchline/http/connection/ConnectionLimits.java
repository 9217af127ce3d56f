package dev.touchline.http.connection;

import dev.touchline.network.ClientAddresses;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Bounds the number of connections, in all and per client address, and the time that a request's head may take. */
@ApplicationScoped
class ConnectionLimits {

    private final int maxConnections;
    private final int maxPerClient;
    private final long headNanos;
    private final Predicate<InetAddress> isTrustedProxy;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Integer> openByClient = new ConcurrentHashMap<>();
    private final Counter refused;
    private final Counter overdue;

    @Inject
    ConnectionLimits(HttpConfig config, ClientAddresses addresses, MeterRegistry metrics) {
        this(config, addresses::isTrustedProxy, metrics);
    }

    ConnectionLimits(HttpConfig config, Predicate<InetAddress> isTrustedProxy, MeterRegistry metrics) {
        this.maxConnections = config.maxConnections();
        this.maxPerClient = config.maxConnectionsPerClient();
        this.headNanos = config.headTimeout().toNanos();
        this.isTrustedProxy = isTrustedProxy;
        metrics.gauge("touchline.http.connections", List.of(), open);
        this.refused = metrics.counter("touchline.http.connections.refused");
        this.overdue = metrics.counter("touchline.http.connections.overdue");
    }

    /** Counts an accepted connection until it is closed; false if it must be closed at once. */
    boolean admit(Channel accepted) {
        String client =
                accepted.remoteAddress() instanceof InetSocketAddress peer && !isTrustedProxy.test(peer.getAddress())
                        ? ClientAddresses.of(peer)
                        : "";
        int all = open.incrementAndGet();
        int own = client.isEmpty() ? 0 : openByClient.merge(client, 1, Integer::sum);
        boolean admitted = all <= maxConnections && own <= maxPerClient;
        if (admitted) {
            accepted.closeFuture().addListener(closed -> release(client));
        } else {
            refused.increment();
            release(client);
        }
        return admitted;
    }

    private void release(String client) {
        open.decrementAndGet();
        openByClient.computeIfPresent(client, (key, count) -> count == 1 ? null : count - 1);
    }

    /**
     * Limits the time until the head of a request has arrived.
     *
     * @param close closes the connection, on its event loop
     * @return to be cancelled when the head has arrived
     */
    Future<?> startHead(EventExecutor eventLoop, Runnable close) {
        return eventLoop.schedule(
                () -> {
                    overdue.increment();
                    close.run();
                },
                headNanos,
                TimeUnit.NANOSECONDS);
    }
}
