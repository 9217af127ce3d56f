package dev.touchline.simulation.agent;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** An asynchronous client of {@code GET /stream} that reconnects with its {@code Last-Event-ID}. */
final class FeedStreamClient implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(FeedStreamClient.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI stream;
    private final Consumer<String> updates;
    private volatile boolean closed;
    private volatile String lastId;
    private volatile Flow.Subscription connection;

    /** Every update's data is passed to {@code updates}. */
    FeedStreamClient(URI target, Consumer<String> updates) {
        this.stream = target.resolve("/stream");
        this.updates = updates;
    }

    /** Connects, and reconnects until closed. */
    void connect() {
        HttpRequest.Builder request = HttpRequest.newBuilder(stream).header("Accept", "text/event-stream");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        http.sendAsync(request.build(), response -> {
                    if (response.statusCode() == NOT_FOUND) {
                        LOG.warnf(
                                "Updates are not printed: there is no feed at %s. Give the process the role live",
                                stream);
                        closed = true;
                    }
                    return response.statusCode() == OK
                            ? HttpResponse.BodySubscribers.fromLineSubscriber(new Lines())
                            : HttpResponse.BodySubscribers.replacing(null);
                })
                .whenComplete((response, failure) -> {
                    if (!closed) {
                        CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                                .execute(this::connect);
                    }
                });
    }

    @Override
    public void close() {
        closed = true;
        Flow.Subscription open = connection;
        if (open != null) {
            open.cancel();
        }
    }

    /** Parses server-sent events (HTML Living Standard, section 9.2.6); an update has one line of data. */
    private final class Lines implements Flow.Subscriber<String> {
        private boolean update;
        private String id;
        private String data;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            connection = subscription;
            if (closed) {
                subscription.cancel();
            } else {
                subscription.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(String line) {
            if (line.isEmpty()) {
                if (id != null) {
                    lastId = id;
                }
                if (update && data != null) {
                    updates.accept(data);
                }
                update = false;
                id = null;
                data = null;
            } else if (line.startsWith("event:")) {
                update = line.substring("event:".length()).strip().equals("update");
            } else if (line.startsWith("id:")) {
                id = line.substring("id:".length()).strip();
            } else if (line.startsWith("data:")) {
                data = line.substring("data:".length()).strip();
            }
        }

        @Override
        public void onError(Throwable failure) {
            // connect() reconnects
        }

        @Override
        public void onComplete() {
            // connect() reconnects
        }
    }
}
