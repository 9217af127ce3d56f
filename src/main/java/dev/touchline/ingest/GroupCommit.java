package dev.touchline.ingest;

import dev.touchline.codec.ReportBatch;
import dev.touchline.messaging.connector.ConfirmedPublisher.UnconfirmedException;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends what several requests report in one message. As long as few messages wait for their confirm, each request
 * leaves at once and by itself; what arrives while there are enough leaves together as soon as one of them is settled.
 * Each request is answered when its own message has been, and fails only if that one fails.
 */
final class GroupCommit {

    /** What a request costs beside its items while it waits, roughly. */
    private static final int OVERHEAD = 500;

    private final Publisher publisher;
    private final Limits limits;
    private final Map<String, SportQueue> queues = new ConcurrentHashMap<>();
    private final AtomicLong waitingBytes = new AtomicLong();

    /**
     * What is not exceeded.
     *
     * @param maxEvents in one message, unless one request has more
     * @param maxBytes in one message, unless one request has more
     * @param maxUnconfirmed messages of one sport
     * @param maxWaitingBytes of requests that have not left yet
     * @param timeout how long a request waits for its answer
     */
    record Limits(int maxEvents, long maxBytes, int maxUnconfirmed, long maxWaitingBytes, Duration timeout) {}

    /** Sends a message. */
    interface Publisher {
        /**
         * Sends it.
         *
         * @param causes the traces of the requests in it
         * @return completes when it is confirmed
         */
        Uni<Void> publish(String routingKey, byte[] body, List<Context> causes);

        /** There is too much already. */
        RuntimeException overloaded();
    }

    GroupCommit(Publisher publisher, Limits limits) {
        this.publisher = publisher;
        this.limits = limits;
    }

    /** A request that has not been answered. */
    private static final class PendingRequest {
        private final int events;
        private final long deadline;
        private final CompletableFuture<Void> answer = new CompletableFuture<>();
        private final Context trace = Context.current();
        private final int weight;
        // Null when it has left, or will not leave any more.
        private byte[] items;
        private volatile boolean answered;

        PendingRequest(int events, byte[] items, long deadline) {
            this.events = events;
            this.items = items;
            this.weight = weight(items);
            this.deadline = deadline;
        }

        static int weight(byte[] items) {
            return items.length + OVERHEAD;
        }

        void complete(Throwable failure) {
            answered = true;
            // Only the first answer counts.
            if (failure == null) {
                answer.complete(null);
            } else {
                answer.completeExceptionally(failure);
            }
        }
    }

    /**
     * Sends the items.
     *
     * @param sport whose they are
     * @param events how many they are
     * @param items what {@link ReportBatch#encodeItems} made of them
     * @return completes when the broker has confirmed them; fails as the publisher refuses, at once, or with {@link
     *     UnconfirmedException}
     */
    CompletableFuture<Void> commit(String sport, int events, byte[] items) {
        int weight = PendingRequest.weight(items);
        if (waitingBytes.addAndGet(weight) > limits.maxWaitingBytes()) {
            waitingBytes.addAndGet(-weight);
            return CompletableFuture.failedFuture(publisher.overloaded());
        }
        PendingRequest pending = new PendingRequest(
                events, items, System.nanoTime() + limits.timeout().toNanos());
        queues.computeIfAbsent(sport, SportQueue::new).add(pending);
        return pending.answer;
    }

    /** Ends the patience of requests whose time is over. */
    void expire() {
        queues.values().forEach(SportQueue::expire);
    }

    /** How much has not left yet. */
    long waitingBytes() {
        return waitingBytes.get();
    }

    /** The messages of one sport. */
    private final class SportQueue {
        private final String sport;
        private final Queue<PendingRequest> waiting = new ArrayDeque<>();
        // Those that have left, too; in the order in which they came, which is that of their deadlines.
        private final Queue<PendingRequest> unanswered = new ArrayDeque<>();
        private final AtomicInteger pendingSends = new AtomicInteger();
        private int unconfirmed;

        SportQueue(String sport) {
            this.sport = sport;
        }

        void add(PendingRequest pending) {
            synchronized (this) {
                waiting.add(pending);
                unanswered.add(pending);
            }
            drain();
        }

        // By one thread at a time, in a loop: a message that fails at once makes room for the next at once.
        private void drain() {
            if (pendingSends.getAndIncrement() != 0) {
                return;
            }
            do {
                while (sendNext()) {
                    // as long as there is something to send and room for it
                }
            } while (pendingSends.decrementAndGet() != 0);
        }

        private void publish(List<byte[]> items, List<PendingRequest> batch) {
            List<Context> causes = batch.stream().map(request -> request.trace).toList();
            publisher
                    .publish(sport, ReportBatch.join(items), causes)
                    .subscribe()
                    .with(confirmed -> onConfirmed(batch, null), failure -> onConfirmed(batch, failure));
        }

        private boolean sendNext() {
            List<PendingRequest> batch = new ArrayList<>();
            List<byte[]> items = new ArrayList<>();
            synchronized (this) {
                int events = 0;
                long bytes = 0;
                while (unconfirmed < limits.maxUnconfirmed() && !waiting.isEmpty()) {
                    PendingRequest next = waiting.peek();
                    if (next.items != null) {
                        events += next.events;
                        bytes += next.items.length;
                        if (!batch.isEmpty() && (events > limits.maxEvents() || bytes > limits.maxBytes())) {
                            break;
                        }
                        batch.add(next);
                        items.add(takeItems(next));
                    }
                    waiting.remove();
                }
                if (batch.isEmpty()) {
                    return false;
                }
                unconfirmed++;
            }
            publish(items, batch);
            return true;
        }

        private byte[] takeItems(PendingRequest pending) {
            byte[] items = pending.items;
            pending.items = null;
            waitingBytes.addAndGet(-pending.weight);
            return items;
        }

        private void onConfirmed(List<PendingRequest> batch, Throwable failure) {
            synchronized (this) {
                unconfirmed--;
            }
            // First, so that the broker has something to do while we answer.
            drain();
            batch.forEach(request -> request.complete(failure));
        }

        void expire() {
            long now = System.nanoTime();
            List<PendingRequest> expired = new ArrayList<>();
            synchronized (this) {
                for (PendingRequest oldest = unanswered.peek();
                        oldest != null && (oldest.answered || oldest.deadline - now <= 0);
                        oldest = unanswered.peek()) {
                    unanswered.remove();
                    if (!oldest.answered) {
                        expired.add(oldest);
                    }
                }
                expired.stream().filter(request -> request.items != null).forEach(this::takeItems);
            }
            expired.forEach(request -> request.complete(new UnconfirmedException("no confirm in time", null)));
        }
    }
}
