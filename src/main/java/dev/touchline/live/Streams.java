package dev.touchline.live;

import dev.touchline.problem.Problem;
import dev.touchline.role.Draining;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.impl.ContextInternal;
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
    private final Map<EventLoop, Lane> lanes = new ConcurrentHashMap<>();
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> byClient = new ConcurrentHashMap<>();
    private final Counter refused;
    private final Counter slow;
    private final Map<Course.Resumed, Counter> resumed = new EnumMap<>(Course.Resumed.class);

    Streams(Feed feed, LiveConfig config, Draining draining, MeterRegistry metrics) {
        this.feed = feed;
        this.config = config;
        this.draining = draining;
        metrics.gaugeCollectionSize("touchline.live.streams", List.of(), streams);
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

    /** A connection with what has to be given back when it ends. */
    private static final class Stream {
        private final Connection connection;
        private final Lane lane;
        private final String client;
        private final AtomicBoolean ended = new AtomicBoolean();
        /** Of the event loop alone. */
        private ScheduledFuture<?> lifetime;

        private Stream(Connection connection, Lane lane, String client) {
            this.connection = connection;
            this.lane = lane;
            this.client = client;
        }

        private Interest interest() {
            return connection.audience().interest();
        }

        private void sayGoodbye() {
            lane.run(connection::sayGoodbye);
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
        Lane lane = lane();
        Outlet outlet = new Outlet(request, config.buffer(), slow::increment);
        Connection connection = new Connection(Audience.Key.of(course), outlet, config.buffer(), this::goodbye);
        Stream stream = new Stream(connection, lane, client);
        routing.addEndHandler(result -> end(stream));
        Long last = number(lastEventId);
        open(stream, outlet, () -> begin(stream, course, last));
        return Uni.createFrom().emitter(emitter -> emitter.onTermination(() -> end(stream)));
    }

    private Lane lane() {
        EventLoop loop = ((ContextInternal) Vertx.currentContext()).nettyEventLoop();
        return lanes.computeIfAbsent(loop, alone -> {
            Lane lane = new Lane(
                    loop,
                    Math.max(config.buffer(), config.recent()),
                    config.recentBytes().bytes(),
                    config.heartbeat());
            feed.tell(lane);
            return lane;
        });
    }

    private void open(Stream stream, Outlet outlet, Runnable begin) {
        streams.add(stream);
        feed.follow(stream.interest());
        stream.lane.run(() -> {
            outlet.add(Frames.retry(config.retry()));
            outlet.drain();
            if (!stream.ended.get()) {
                stream.lane.add(stream.connection);
                stream.lifetime = stream.lane.runAfter(lifetime(), stream.connection::sayGoodbye);
                // Not before the event loop tells it of updates: none of them may fall between.
                Infrastructure.getDefaultWorkerPool().execute(begin);
            }
            if (draining.begun()) {
                stream.connection.sayGoodbye();
            }
        });
    }

    private void end(Stream stream) {
        if (stream.ended.compareAndSet(false, true)) {
            stream.lane.run(() -> {
                if (stream.lifetime != null) {
                    stream.lifetime.cancel(false);
                    stream.lane.remove(stream.connection);
                }
            });
            streams.remove(stream);
            release(stream.client);
            feed.leave(stream.interest());
        }
    }

    private void begin(Stream stream, Course course, Long last) {
        try {
            feed.begin();
            // Following first, reading second: no update can fall between.
            long position = feed.position();
            if (stream.ended.get()) {
                return;
            }
            Course.Beginning beginning = course.begin(position, last);
            resumed.get(beginning.resumed()).increment();
            stream.lane.run(() -> stream.connection.begin(beginning));
        } catch (RuntimeException e) {
            LOG.warnf("A stream could not be begun: %s", e.getMessage());
            stream.sayGoodbye();
        }
    }

    void sayGoodbye(@Observes ShutdownDelayInitiatedEvent event) {
        streams.forEach(Stream::sayGoodbye);
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

    private Duration lifetime() {
        double jitter = 1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
        return Duration.ofMillis(Math.max(1, (long) (config.lifetime().toMillis() * jitter)));
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
