package dev.touchline.live.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.touchline.codec.update.UpdateJson.EncodedUpdate;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import dev.touchline.http.connection.NettyChannels;
import dev.touchline.live.feed.EventIdScheme;
import dev.touchline.live.feed.LastEventId;
import dev.touchline.live.feed.SseFrames;
import dev.touchline.live.feed.StreamFilter;
import dev.touchline.live.feed.StreamUpdate;
import dev.touchline.live.feed.UpdatePage;
import dev.touchline.live.sse.SseWriter;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An event loop with a stream whose client reads at once, on a server without the rest of the application. */
class EventLoopDispatcherTest {

    private static final int MAX_QUEUED = 5;
    private static final int MAX_LATE = 10;
    private static final int PAGE = 7;
    private static final StreamFilter EVERYTHING = new StreamFilter(Set.of(), Set.of(), Set.of());

    private final Vertx vertx = Vertx.vertx();
    private final List<StreamUpdate> recent = new CopyOnWriteArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final CompletableFuture<EventLoopDispatcher> opened = new CompletableFuture<>();
    private volatile long firstRecent = 1;
    private CompletableFuture<?> client;
    private EventLoopDispatcher dispatcher;

    @BeforeEach
    void openStream() throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(this::stream)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/"))
                .build();
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                .thenAcceptAsync(response -> response.body()
                        .filter(line -> line.startsWith("id: "))
                        .map(line -> line.substring("id: ".length()))
                        .forEach(received::add));
        dispatcher = opened.get(30, TimeUnit.SECONDS);
    }

    private void stream(HttpServerRequest request) {
        request.response().setChunked(true);
        EventLoopDispatcher own = new EventLoopDispatcher(
                NettyChannels.of(request).eventLoop(), MAX_QUEUED, Long.MAX_VALUE, Duration.ofMinutes(1));
        SseWriter writer = new SseWriter(request, null);
        Source source = new Source();
        Subscriber subscriber = new Subscriber(
                source, writer, new Owner(own, source), MAX_LATE, () -> SseFrames.closing(Duration.ZERO));
        writer.write(SseFrames.retry(Duration.ofSeconds(1)));
        own.add(subscriber);
        subscriber.start(StreamSource.StreamStart.resume(0, 0, StreamSource.Resumption.MEMORY));
        opened.complete(own);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /** Has the updates from {@link #firstRecent} in memory, and none in the database. */
    private final class Source implements StreamSource {

        @Override
        public StreamFilter filter() {
            return EVERYTHING;
        }

        @Override
        public EventIdScheme idScheme() {
            return EventIdScheme.POSITION;
        }

        @Override
        public StreamStart start(long position, LastEventId last) {
            long end = recent.get(recent.size() - 1).position();
            return StreamStart.snapshot(end, end, SseFrames.event("snapshot", end, "{}"), null, last);
        }

        @Override
        public UpdatePage recent(long position) {
            if (position < firstRecent - 1) {
                return null;
            }
            List<StreamUpdate> after = recent.stream()
                    .filter(update -> update.position() > position)
                    .toList();
            List<StreamUpdate> page = after.subList(0, Math.min(PAGE, after.size()));
            long end = page.isEmpty() ? position : page.get(page.size() - 1).position();
            return new UpdatePage(page, end, page.size() < after.size());
        }

        @Override
        public UpdatePage stored(long position, long lastId) {
            return null;
        }
    }

    private record Owner(EventLoopDispatcher dispatcher, StreamSource source) implements Subscriber.Owner {

        @Override
        public void readStored(Subscriber subscriber, long position, long lastId) {
            dispatcher.schedule(Duration.ZERO, () -> subscriber.onPage(source.stored(position, lastId)));
        }

        @Override
        public void restart(Subscriber subscriber, LastEventId last) {
            dispatcher.schedule(Duration.ZERO, () -> subscriber.start(source.start(0, last)));
        }

        @Override
        public void catchUpLater(Subscriber subscriber) {
            dispatcher.schedule(Duration.ZERO, subscriber::catchUp);
        }

        @Override
        public void onTooLate() {
            throw new AssertionError("the client reads everything");
        }
    }

    private void publish(long from, long to) {
        LongStream.rangeClosed(from, to).forEach(position -> {
            StreamUpdate update = new StreamUpdate(
                    new PositionedUpdate(position, new EncodedUpdate("m", position, null, null, null, "{}")));
            recent.add(update);
            dispatcher.onUpdate(update);
        });
    }

    /** Publishes while the event loop does something else. */
    private void publishWhileBehind(long from, long to) {
        CountDownLatch busy = new CountDownLatch(1);
        dispatcher.execute(() -> {
            try {
                busy.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        publish(from, to);
        busy.countDown();
    }

    private void awaitIds(List<String> ids) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertEquals(ids, received));
        assertFalse(client.isDone(), "the stream is open");
    }

    private static List<String> ids(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(String::valueOf).toList();
    }

    @Test
    void streamThatKeepsUpStaysOpenWhenItsEventLoopFallsBehind() {
        publish(1, 2);
        awaitIds(ids(1, 2));
        publishWhileBehind(3, 3 + 10 * MAX_QUEUED);
        awaitIds(ids(1, 3 + 10 * MAX_QUEUED));
        publish(4 + 10 * MAX_QUEUED, 4 + 10 * MAX_QUEUED);
        awaitIds(ids(1, 4 + 10 * MAX_QUEUED));
    }

    @Test
    void streamGetsASnapshotIfItsEventLoopFellBehindWhatIsKept() {
        publish(1, 2);
        awaitIds(ids(1, 2));
        firstRecent = 60;
        publishWhileBehind(3, 70);
        awaitIds(List.of("1", "2", "70"));
        publish(71, 72);
        awaitIds(List.of("1", "2", "70", "71", "72"));
    }

    @Test
    void resetClosesTheStream() {
        publish(1, 1);
        awaitIds(ids(1, 1));
        dispatcher.onReset();
        await().atMost(Duration.ofSeconds(30)).until(client::isDone);
    }
}
