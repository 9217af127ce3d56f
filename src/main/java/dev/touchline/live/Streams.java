package dev.touchline.live;

import dev.touchline.problem.Problem;
import dev.touchline.role.Draining;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** The open streams of this process: who may open one, how it is kept alive, and how it ends. */
@ApplicationScoped
@Startup
public class Streams {

    private static final Logger LOG = Logger.getLogger(Streams.class);
    private static final Duration LATER = Duration.ofSeconds(10);
    private static final double JITTER = 0.1;

    private final Feed feed;
    private final LiveConfig config;
    private final Draining draining;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> byClient = new ConcurrentHashMap<>();
    private final Counter refused;
    private final Counter slow;
    private final Map<Course.Resumed, Counter> resumed = new EnumMap<>(Course.Resumed.class);

    Streams(Feed feed, LiveConfig config, Draining draining, MeterRegistry metrics) {
        this.feed = feed;
        this.config = config;
        this.draining = draining;
        metrics.gaugeCollectionSize("touchline.live.streams", List.of(), connections);
        this.refused = metrics.counter("touchline.live.streams.refused");
        this.slow = metrics.counter("touchline.live.streams.too.slow");
        for (Course.Resumed way : Course.Resumed.values()) {
            resumed.put(
                    way,
                    metrics.counter(
                            "touchline.live.streams.opened",
                            "resumed",
                            way.name().toLowerCase(Locale.ROOT)));
        }
    }

    /**
     * Answers a request with a stream.
     *
     * @param lastEventId what the client says it saw last, or null
     * @return never completes: the stream is the answer, and ends by itself
     * @throws dev.touchline.problem.ProblemException if the client has too many streams
     */
    Uni<Void> open(RoutingContext routing, Course course, String lastEventId) {
        HttpServerRequest request = routing.request();
        HttpServerResponse response = request.response();
        if (draining.begun() || request.method().equals(HttpMethod.HEAD)) {
            writeHead(response);
            // Not an error: a browser that is answered one does not come back.
            response.end(draining.begun() && !request.method().equals(HttpMethod.HEAD) ? goodbye() : Buffer.buffer());
            return Uni.createFrom().nothing();
        }
        String client = client(request);
        if (!admit(client)) {
            refused.increment();
            throw Problem.passing(
                            Problem.Kind.TOO_MANY_REQUESTS,
                            "There are " + config.mostPerClient() + " streams to this address already.",
                            LATER)
                    .exception();
        }
        writeHead(response);
        Context context = Vertx.currentContext();
        Outlet outlet = new Outlet(request, context, config.buffer(), slow::increment);
        Connection connection = new Connection(course, outlet, config.buffer(), this::goodbye);
        connections.add(connection);
        Vertx vertx = context.owner();
        long heartbeat = vertx.setPeriodic(config.heartbeat().toMillis(), id -> connection.heartbeat());
        long lifetime = vertx.setTimer(lifetime(), id -> connection.sayGoodbye());
        AtomicBoolean ended = new AtomicBoolean();
        Runnable end = () -> {
            if (ended.compareAndSet(false, true)) {
                vertx.cancelTimer(heartbeat);
                vertx.cancelTimer(lifetime);
                connections.remove(connection);
                release(client);
                // The feed may be busy, and an event loop must not wait for it.
                Infrastructure.getDefaultWorkerPool().execute(() -> feed.leave(connection));
            }
        };
        routing.addEndHandler(result -> end.run());
        outlet.send(Frames.retry(config.retry()));
        if (draining.begun()) {
            connection.sayGoodbye();
        }
        Infrastructure.getDefaultWorkerPool().execute(() -> begin(connection, course, number(lastEventId), ended));
        return Uni.createFrom().emitter(emitter -> emitter.onTermination(end));
    }

    private void begin(Connection connection, Course course, Long last, AtomicBoolean ended) {
        try {
            feed.begin();
            // Following first, reading second: no update can fall between.
            long position = feed.follow(connection);
            if (ended.get()) {
                feed.leave(connection);
                return;
            }
            Course.Beginning beginning = course.begin(position, last);
            resumed.get(beginning.resumed()).increment();
            connection.begin(beginning);
        } catch (RuntimeException e) {
            LOG.warnf("A stream could not be begun: %s", e.getMessage());
            connection.sayGoodbye();
        }
    }

    void sayGoodbye(@Observes ShutdownDelayInitiatedEvent event) {
        connections.forEach(Connection::sayGoodbye);
    }

    private boolean admit(String client) {
        int most = config.mostPerClient();
        AtomicBoolean admitted = new AtomicBoolean();
        byClient.compute(client, (address, open) -> {
            int before = open == null ? 0 : open;
            admitted.set(before < most);
            return before < most ? before + 1 : open;
        });
        return admitted.get();
    }

    private void release(String client) {
        byClient.computeIfPresent(client, (address, open) -> open == 1 ? null : open - 1);
    }

    private static String client(HttpServerRequest request) {
        SocketAddress address = request.remoteAddress();
        return address == null || address.hostAddress() == null ? "" : address.hostAddress();
    }

    private static void writeHead(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, MediaType.SERVER_SENT_EVENTS)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store, no-transform")
                .putHeader("X-Accel-Buffering", "no")
                .setChunked(true);
    }

    private long lifetime() {
        double jitter = 1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
        return Math.max(1, (long) (config.lifetime().toMillis() * jitter));
    }

    // Not all of them are to come back at once: whoever takes over should not be run over.
    private Buffer goodbye() {
        long delay = config.retry().toMillis();
        return Frames.goodbye(
                Duration.ofMillis(delay + ThreadLocalRandom.current().nextLong(delay + 1)));
    }

    private static Long number(String id) {
        return id == null ? null : id.matches("\\d{1,18}") ? Long.valueOf(id) : Long.MAX_VALUE;
    }
}
