package dev.touchline.live.stream;

import dev.touchline.http.AdmissionQueue;
import dev.touchline.http.Draining;
import dev.touchline.http.Page;
import dev.touchline.http.Problem;
import dev.touchline.http.RequestEnd;
import dev.touchline.http.UnsentBytes;
import dev.touchline.http.connection.NettyChannels;
import dev.touchline.live.feed.DeletedMatches;
import dev.touchline.live.feed.LastEventId;
import dev.touchline.live.feed.LiveConfig;
import dev.touchline.live.feed.SseFrames;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.UpdateFeed;
import dev.touchline.live.feed.UpdateMemory;
import dev.touchline.live.feed.UpdatePage;
import dev.touchline.live.sse.SseWriter;
import dev.touchline.logging.ThrottledLog;
import dev.touchline.network.ClientAddresses;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
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
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Opens and closes the streams of this process, and limits those of each client address. */
@ApplicationScoped
@Startup
class StreamRegistry {

    private static final Logger LOG = Logger.getLogger(StreamRegistry.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);
    private static final double JITTER = 0.1;
    /** The largest snapshot as rows, objects and text. */
    private static final long READ_SIZE = 4L * Page.MAX_BYTES;
    /** Below it, one slow read would hold up all others. */
    private static final int MIN_READS = 2;

    private final ThrottledLog failedReads = new ThrottledLog(LOG);
    private final UpdateFeed feed;
    private final LiveConfig config;
    private final Draining draining;
    private final ClientAddresses addresses;
    private final Map<EventLoop, EventLoopDispatcher> dispatchers = new ConcurrentHashMap<>();
    private final Set<OpenStream> streams = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> streamsByClient = new ConcurrentHashMap<>();
    /** Of the streams that may read from the database at a time, by address. */
    private final AdmissionQueue reads;

    private final UnsentBytes unsent;
    private final Counter refused;
    private final Counter tooSlow;
    private final Map<StreamSource.Resumption, Counter> openedByResumption =
            new EnumMap<>(StreamSource.Resumption.class);

    StreamRegistry(
            UpdateFeed feed,
            LiveConfig config,
            Draining draining,
            ClientAddresses addresses,
            UnsentBytes unsent,
            MeterRegistry metrics) {
        this.unsent = unsent;
        this.reads = new AdmissionQueue(
                (int) Math.max(MIN_READS, config.maxResumeSize().bytes() / READ_SIZE), config.maxWaitingStreams());
        metrics.gauge("touchline.live.streams.waiting", reads, AdmissionQueue::waiting);
        this.feed = feed;
        this.config = config;
        this.draining = draining;
        this.addresses = addresses;
        metrics.gaugeCollectionSize("touchline.live.streams", List.of(), streams);
        this.refused = metrics.counter("touchline.live.streams.refused");
        this.tooSlow = metrics.counter("touchline.live.streams.too.slow");
        for (StreamSource.Resumption resumption : StreamSource.Resumption.values()) {
            openedByResumption.put(
                    resumption,
                    metrics.counter(
                            "touchline.live.streams.opened",
                            "resumed",
                            resumption.name().toLowerCase(Locale.ROOT)));
        }
    }

    /** A stream and the resources to release at its end. */
    private final class OpenStream implements Subscriber.Owner {
        private final StreamSource source;
        private final Subscriber subscriber;
        private final EventLoopDispatcher dispatcher;
        private final String client;
        private final AtomicBoolean ended = new AtomicBoolean();
        /** Confined to the event loop. */
        private ScheduledFuture<?> closeTimer;

        private OpenStream(StreamSource source, SseWriter writer, EventLoopDispatcher dispatcher, String client) {
            this.source = source;
            this.subscriber = new Subscriber(
                    source, writer, this, config.maxBufferedUpdates(), StreamRegistry.this::closingFrame);
            this.dispatcher = dispatcher;
            this.client = client;
        }

        @Override
        public void readStored(Subscriber late, long position, long lastId) {
            read(this, () -> {
                UpdatePage page = source.stored(position, lastId);
                return () -> late.onPage(page);
            });
        }

        @Override
        public void restart(Subscriber missing, LastEventId last) {
            read(this, () -> {
                StreamSource.StreamStart start = source.start(feed.position(), last);
                return () -> missing.start(start);
            });
        }

        @Override
        public void catchUpLater(Subscriber late) {
            dispatcher.schedule(Duration.ZERO, late::catchUp);
        }

        @Override
        public void onTooLate() {
            tooSlow.increment();
        }

        private StreamFilter filter() {
            return subscriber.groupKey().filter();
        }

        private void close() {
            dispatcher.execute(subscriber::close);
        }
    }

    /**
     * Answers a request with a stream.
     *
     * @param last of the client, or null
     * @return never completes; the stream ends the response
     * @throws dev.touchline.http.ProblemException if the client has too many streams
     */
    Uni<Void> open(RoutingContext routing, StreamSource source, LastEventId last) {
        HttpServerRequest request = routing.request();
        HttpServerResponse response = request.response();
        if (draining.isDraining() || request.method().equals(HttpMethod.HEAD)) {
            writeHead(response);
            // Not an error status: browsers do not reconnect after one.
            response.end(
                    draining.isDraining() && !request.method().equals(HttpMethod.HEAD)
                            ? closingFrame()
                            : Buffer.buffer());
            return Uni.createFrom().nothing();
        }
        String client = addresses.of(request);
        if (reads.isFull(client)) {
            refused.increment();
            throw Problem.Kind.UNAVAILABLE.exception("Too many streams are waiting to start.", RETRY_AFTER);
        }
        if (!acquireSlot(client)) {
            refused.increment();
            throw Problem.temporary(
                            Problem.Kind.TOO_MANY_REQUESTS,
                            "This address has " + config.maxStreamsPerClient() + " open streams, which is the maximum.",
                            RETRY_AFTER)
                    .exception();
        }
        writeHead(response);
        EventLoopDispatcher dispatcher = dispatcher(NettyChannels.of(request).eventLoop());
        SseWriter writer = new SseWriter(request, unsent);
        OpenStream stream = new OpenStream(source, writer, dispatcher, client);
        open(stream, writer, () -> start(stream, last));
        RequestEnd.then(routing, () -> end(stream));
        return Uni.createFrom().emitter(emitter -> emitter.onTermination(() -> end(stream)));
    }

    private EventLoopDispatcher dispatcher(EventLoop loop) {
        return dispatchers.computeIfAbsent(loop, alone -> {
            EventLoopDispatcher dispatcher = new EventLoopDispatcher(
                    loop,
                    Math.max(config.maxBufferedUpdates(), config.maxRecentUpdates()),
                    UpdateMemory.of(config).queued(),
                    config.heartbeatInterval());
            feed.addListener(dispatcher);
            return dispatcher;
        });
    }

    private void open(OpenStream stream, SseWriter writer, Runnable start) {
        streams.add(stream);
        feed.subscribe(stream.filter());
        stream.dispatcher.execute(() -> {
            writer.write(SseFrames.retry(config.retryInterval()));
            if (!stream.ended.get()) {
                stream.dispatcher.add(stream.subscriber);
                stream.closeTimer = stream.dispatcher.schedule(jitteredStreamAge(), stream.subscriber::close);
                // After the subscriber was added, so that no update is lost between start and dispatch.
                start.run();
            }
            if (draining.isDraining()) {
                stream.subscriber.close();
            }
        });
    }

    private void end(OpenStream stream) {
        if (stream.ended.compareAndSet(false, true)) {
            stream.dispatcher.execute(() -> {
                if (stream.closeTimer != null) {
                    stream.closeTimer.cancel(false);
                    stream.dispatcher.remove(stream.subscriber);
                }
                stream.subscriber.release();
            });
            streams.remove(stream);
            releaseSlot(stream.client);
            feed.unsubscribe(stream.filter());
        }
    }

    private void start(OpenStream stream, LastEventId last) {
        read(stream, () -> {
            feed.ensureStarted();
            // After subscribing: every later update is dispatched.
            StreamSource.StreamStart start = stream.source.start(feed.position(), last);
            openedByResumption.get(start.resumed()).increment();
            return () -> stream.subscriber.start(start);
        });
    }

    // Reads on a worker thread when it is the turn of the client, and handles the result on the event loop.
    private void read(OpenStream stream, Supplier<Runnable> read) {
        reads.enter(stream.client, () -> {
            boolean wanted = !stream.ended.get();
            if (wanted) {
                Infrastructure.getDefaultWorkerPool().execute(() -> readNow(stream, read));
            }
            return wanted;
        });
    }

    private void readNow(OpenStream stream, Supplier<Runnable> read) {
        try {
            Runnable result = read.get();
            stream.dispatcher.execute(() -> {
                if (!stream.ended.get()) {
                    result.run();
                }
            });
        } catch (RuntimeException e) {
            failedReads.warn("Closing the stream of %s, whose updates could not be read: %s", stream.filter(), e);
            stream.close();
        } finally {
            reads.leave();
        }
    }

    void closeAll(@Observes ShutdownDelayInitiatedEvent event) {
        streams.forEach(OpenStream::close);
    }

    // Their clients reconnect, and are answered 410.
    void closeDeleted(@Observes DeletedMatches deleted) {
        streams.stream()
                .filter(stream -> deleted.includesAllOf(stream.filter()))
                .forEach(OpenStream::close);
    }

    private boolean acquireSlot(String client) {
        int max = config.maxStreamsPerClient();
        AtomicBoolean admitted = new AtomicBoolean();
        streamsByClient.compute(client, (address, open) -> {
            int before = open == null ? 0 : open;
            admitted.set(before < max);
            return before < max ? before + 1 : open;
        });
        return admitted.get();
    }

    private void releaseSlot(String client) {
        streamsByClient.computeIfPresent(client, (address, open) -> open == 1 ? null : open - 1);
    }

    private static void writeHead(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, MediaType.SERVER_SENT_EVENTS)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store, no-transform")
                .putHeader("X-Accel-Buffering", "no")
                .setChunked(true);
    }

    private Duration jitteredStreamAge() {
        double jitter = 1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
        return Duration.ofMillis(Math.max(1, (long) (config.maxStreamAge().toMillis() * jitter)));
    }

    // Jitter spreads the reconnects, so that the remaining processes are not overloaded.
    private Buffer closingFrame() {
        long delay = config.retryInterval().toMillis();
        return SseFrames.closing(
                Duration.ofMillis(delay + ThreadLocalRandom.current().nextLong(delay + 1)));
    }
}
