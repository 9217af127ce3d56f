package dev.touchline.statistics.processing;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.codec.update.UpdateJson.EncodedUpdate;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UpdatePublisherTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Queue<UniEmitter<? super Void>> unconfirmed = new ConcurrentLinkedQueue<>();

    private UpdatePublisher publisher(long maxWaiting, Duration maxWait) {
        return new UpdatePublisher(
                (body, trace) -> Uni.createFrom().<Void>emitter(unconfirmed::add),
                maxWaiting,
                maxWait,
                new StatisticsMeters(registry));
    }

    private static CompletableFuture<Void> publish(UpdatePublisher publisher, int length) {
        PositionedUpdate update =
                new PositionedUpdate(7, new EncodedUpdate("m", 1, null, null, null, "\"" + "x".repeat(length) + "\""));
        return publisher.publish(List.of(update), Context.root()).subscribeAsCompletionStage();
    }

    private double leftToDatabase() {
        return registry.get("touchline.statistics.updates.unconfirmed")
                .counter()
                .count();
    }

    @Test
    void updatesAreWaitedForUntilTheirConfirm() throws Exception {
        UpdatePublisher publisher = publisher(1_000, LONG);
        CompletableFuture<Void> published = publish(publisher, 100);
        assertFalse(published.isDone());
        assertTrue(publisher.waiting() > 100);
        unconfirmed.remove().complete(null);
        published.get(10, TimeUnit.SECONDS);
        assertEquals(0, publisher.waiting());
        assertEquals(0, leftToDatabase());
    }

    @Test
    void updatesWithoutAConfirmAreLeftToTheDatabase() throws Exception {
        UpdatePublisher publisher = publisher(1_000, SHORT);
        publish(publisher, 100).get(10, TimeUnit.SECONDS);
        assertEquals(1, leftToDatabase());
        assertEquals(0, publisher.waiting(), "they are not held after that");
    }

    @Test
    void failedPublicationIsRepeated() throws Exception {
        UpdatePublisher publisher = publisher(1_000, LONG);
        CompletableFuture<Void> published = publish(publisher, 100);
        unconfirmed.remove().fail(new IllegalStateException("no connection"));
        await().until(() -> !unconfirmed.isEmpty());
        assertTrue(publisher.waiting() > 100, "it is held meanwhile");
        unconfirmed.remove().complete(null);
        published.get(10, TimeUnit.SECONDS);
        assertEquals(0, leftToDatabase());
    }

    @Test
    void updatesBeyondTheMemoryAreLeftToTheDatabaseAtOnce() throws Exception {
        UpdatePublisher publisher = publisher(1_000, LONG);
        CompletableFuture<Void> first = publish(publisher, 600);
        publish(publisher, 600).get(10, TimeUnit.SECONDS);
        assertEquals(1, leftToDatabase());
        assertEquals(1, unconfirmed.size(), "only the first were published");
        unconfirmed.remove().complete(null);
        first.get(10, TimeUnit.SECONDS);
        CompletableFuture<Void> third = publish(publisher, 600);
        unconfirmed.remove().complete(null);
        third.get(10, TimeUnit.SECONDS);
        assertEquals(1, leftToDatabase());
    }
}
