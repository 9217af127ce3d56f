package dev.touchline.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.messaging.connector.ConfirmedPublisher.UnconfirmedException;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private static final String SPORT = "football";

    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private final List<UniEmitter<? super Void>> unconfirmed = Collections.synchronizedList(new ArrayList<>());
    private GroupCommit commits = within(3, 1_000, 1, 100_000, Duration.ofMinutes(1));

    private GroupCommit within(int events, int bytes, int unconfirmed, int waitingBytes, Duration timeout) {
        return new GroupCommit(
                this::publish,
                RefusedException::new,
                new GroupCommit.Limits(events, bytes, unconfirmed, waitingBytes, timeout));
    }

    private static final class RefusedException extends RuntimeException {}

    private Uni<Void> publish(String sport, byte[] body, List<Context> causes) {
        sent.add(sport + new String(body, StandardCharsets.UTF_8));
        return Uni.createFrom().emitter(unconfirmed::add);
    }

    @Test
    void requestIsPublishedAtOnceWhenNothingIsUnconfirmed() {
        CompletableFuture<Void> answer = commit("1");
        assertEquals(List.of("football[1]"), sent);
        assertTrue(!answer.isDone());
        confirm();
        assertTrue(answer.isDone());
        commit("2");
        assertEquals(List.of("football[1]", "football[2]"), sent);
    }

    @Test
    void waitingRequestsArePublishedTogetherWithinTheLimits() {
        commit("1");
        commit("2");
        CompletableFuture<Void> third = commit("3");
        commit("4");
        CompletableFuture<Void> fifth = commit("5");
        confirm();
        assertEquals(List.of("football[1]", "football[2,3,4]"), sent);
        assertTrue(!third.isDone());
        confirm();
        assertTrue(third.isDone());
        assertTrue(!fifth.isDone());
        assertEquals("football[5]", sent.get(2));
    }

    @Test
    void largeRequestIsPublishedAlone() {
        commits = within(100, 10, 1, 100_000, Duration.ofMinutes(1));
        commit("1");
        commit("12345");
        commit("12345");
        commit("6");
        commit("x".repeat(20));
        confirm();
        confirm();
        confirm();
        assertEquals(
                List.of("football[1]", "football[12345,12345]", "football[6]", "football[" + "x".repeat(20) + "]"),
                sent);
    }

    @Test
    void sportsArePublishedIndependently() {
        commit("1");
        commits.commit("handball", 1, bytes("2"));
        assertEquals(List.of("football[1]", "handball[2]"), sent);
    }

    @Test
    void failedMessageFailsOnlyItsOwnRequests() {
        CompletableFuture<Void> first = commit("1");
        CompletableFuture<Void> second = commit("2");
        CompletableFuture<Void> third = commit("3");
        unconfirmed.remove(0).fail(new UnconfirmedException("refused", null));
        assertTrue(first.isCompletedExceptionally());
        assertTrue(!second.isDone());
        confirm();
        assertTrue(second.isDone() && !second.isCompletedExceptionally());
        assertTrue(third.isDone() && !third.isCompletedExceptionally());
    }

    @Test
    void requestAboveTheLimitIsRejectedAtOnce() {
        commits = within(3, 1_000, 1, 2_000, Duration.ofMinutes(1));
        commit("1");
        commit("2");
        CompletableFuture<Void> large = commit("x".repeat(1_000));
        assertInstanceOf(RefusedException.class, failure(large));
        assertEquals(501, commits.waitingBytes());
        confirm();
        assertEquals(0, commits.waitingBytes());
    }

    @Test
    void expiredRequestFailsAndIsNotPublished() {
        commits = within(3, 1_000, 1, 100_000, Duration.ZERO);
        CompletableFuture<Void> left = commit("1");
        CompletableFuture<Void> waiting = commit("2");
        commits.expire();
        assertInstanceOf(UnconfirmedException.class, failure(left));
        assertInstanceOf(UnconfirmedException.class, failure(waiting));
        assertEquals(0, commits.waitingBytes());
        confirm();
        assertEquals(List.of("football[1]"), sent);
        commit("3");
        assertEquals(List.of("football[1]", "football[3]"), sent);
    }

    @Test
    void synchronousRejectionsDoNotOverflowTheStack() {
        GroupCommit refused = new GroupCommit(
                (sport, body, causes) -> sent.size() == 0
                        ? publish(sport, body, causes)
                        : Uni.createFrom().failure(new UnconfirmedException("away", null)),
                RefusedException::new,
                new GroupCommit.Limits(1, 1_000, 1, Integer.MAX_VALUE, Duration.ofMinutes(1)));
        List<CompletableFuture<Void>> answers = IntStream.range(0, 50_000)
                .mapToObj(i -> refused.commit(SPORT, 1, bytes("1")))
                .toList();
        confirm();
        assertTrue(answers.get(0).isDone() && !answers.get(0).isCompletedExceptionally());
        assertTrue(answers.stream().skip(1).allMatch(CompletableFuture::isCompletedExceptionally));
    }

    @Test
    void everyRequestIsAnsweredOnceUnderConcurrency() throws InterruptedException {
        ExecutorService broker = Executors.newFixedThreadPool(2);
        ExecutorService agents = Executors.newFixedThreadPool(8);
        AtomicInteger events = new AtomicInteger();
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger max = new AtomicInteger();
        GroupCommit busy = new GroupCommit(
                (sport, body, causes) -> Uni.createFrom().emitter(confirm -> {
                    max.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                    broker.execute(() -> {
                        events.addAndGet(new String(body, StandardCharsets.UTF_8).split(",").length);
                        inFlight.decrementAndGet();
                        confirm.complete(null);
                    });
                }),
                RefusedException::new,
                new GroupCommit.Limits(50, 10_000, 2, Integer.MAX_VALUE, Duration.ofMinutes(1)));
        int count = 20_000;
        CountDownLatch answered = new CountDownLatch(count);
        try {
            for (int i = 0; i < count; i++) {
                agents.execute(() -> busy.commit(SPORT, 1, bytes("1")).thenRun(answered::countDown));
            }
            assertTrue(answered.await(30, TimeUnit.SECONDS));
        } finally {
            agents.shutdownNow();
            broker.shutdownNow();
        }
        assertEquals(count, events.get());
        assertTrue(max.get() <= 2, max::toString);
        assertEquals(0, busy.waitingBytes());
    }

    private CompletableFuture<Void> commit(String items) {
        return commits.commit(SPORT, 1, bytes(items));
    }

    private void confirm() {
        unconfirmed.remove(0).complete(null);
    }

    private static Throwable failure(CompletableFuture<?> answer) {
        assertTrue(answer.isCompletedExceptionally());
        return answer.handle((ok, failure) -> failure).join();
    }

    private static byte[] bytes(String items) {
        return items.getBytes(StandardCharsets.UTF_8);
    }
}
