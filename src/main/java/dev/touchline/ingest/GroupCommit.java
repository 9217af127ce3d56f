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
import java.util.function.Supplier;

/**
 * Group commit: joins the reports of several requests into one message. While fewer messages than {@code
 * maxUnconfirmed} await a confirm, each request is published at once; otherwise requests wait and are published
 * together after the next confirm. A request completes with its message and fails only if that message fails.
 */
final class GroupCommit {

    /** Approximate memory of a waiting request besides its items, in bytes. */
    private static final int OVERHEAD = 500;

    private final Publisher publisher;
    private final Supplier<RuntimeException> overloaded;
    private final Limits limits;
    private final Map<String, SportQueue> queues = new ConcurrentHashMap<>();
    private final AtomicLong waitingBytes = new AtomicLong();

    /**
     * @param maxEvents per message, unless the items of one call have more
     * @param maxBytes per message, unless the items of one call have more
     * @param maxUnconfirmed messages per sport
     * @param maxWaitingBytes of requests that are not published yet
     * @param timeout until a request without a confirm fails
     */
    record Limits(int maxEvents, long maxBytes, int maxUnconfirmed, long maxWaitingBytes, Duration timeout) {}

    @FunctionalInterface
    interface Publisher {
        /**
         * @param causes the trace contexts of the requests in the message
         * @return completes when the broker has confirmed the message
         */
        Uni<Void> publish(String routingKey, byte[] body, List<Context> causes);
    }

    /** Requests that exceed {@code maxWaitingBytes} fail with {@code overloaded}. */
    GroupCommit(Publisher publisher, Supplier<RuntimeException> overloaded, Limits limits) {
        this.publisher = publisher;
        this.overloaded = overloaded;
        this.limits = limits;
    }

    private static final class PendingRequest {
        private final int events;
        private final long deadline;
        private final CompletableFuture<Void> result = new CompletableFuture<>();
        private final Context trace = Context.current();
        // Null after publication or expiry.
        private byte[] items;
        private volatile boolean completed;

        PendingRequest(int events, byte[] items, long deadline) {
            this.events = events;
            this.items = items;
            this.deadline = deadline;
        }

        void complete(Throwable failure) {
            completed = true;
            // No effect after the first call.
            if (failure == null) {
                result.complete(null);
            } else {
                result.completeExceptionally(failure);
            }
        }
    }

    /**
     * Checks that all items of a request would be accepted now, before the first of several calls.
     *
     * @throws RuntimeException if overloaded
     */
    void requireRoom(long bytes) {
        if (waitingBytes.get() + bytes > limits.maxWaitingBytes()) {
            throw overloaded.get();
        }
    }

    /**
     * Publishes a request's reports.
     *
     * @param sport the routing key
     * @param events the number of items
     * @param items the result of {@link ReportBatch#encodeItems}
     * @return completes when the broker has confirmed them; fails at once if overloaded, otherwise with the publisher's
     *     failure or an {@link UnconfirmedException}
     */
    CompletableFuture<Void> commit(String sport, int events, byte[] items) {
        int weight = items.length + OVERHEAD;
        if (waitingBytes.addAndGet(weight) > limits.maxWaitingBytes()) {
            waitingBytes.addAndGet(-weight);
            return CompletableFuture.failedFuture(overloaded.get());
        }
        long deadline = System.nanoTime() + limits.timeout().toNanos();
        PendingRequest pending = new PendingRequest(events, items, deadline);
        queues.computeIfAbsent(sport, SportQueue::new).add(pending);
        return pending.result;
    }

    /** Fails requests whose timeout has elapsed. */
    void expire() {
        queues.values().forEach(SportQueue::expire);
    }

    long waitingBytes() {
        return waitingBytes.get();
    }

    private final class SportQueue {
        private final String sport;
        private final Queue<PendingRequest> waiting = new ArrayDeque<>();
        // Including published requests, in the order of arrival, which is the order of deadlines.
        private final Queue<PendingRequest> uncompleted = new ArrayDeque<>();
        private final AtomicInteger pendingDrains = new AtomicInteger();
        private int unconfirmed;

        SportQueue(String sport) {
            this.sport = sport;
        }

        void add(PendingRequest pending) {
            synchronized (this) {
                waiting.add(pending);
                uncompleted.add(pending);
            }
            drain();
        }

        // One thread at a time, in a loop instead of by recursion, since a message may fail immediately.
        private void drain() {
            if (pendingDrains.getAndIncrement() != 0) {
                return;
            }
            do {
                while (sendNext()) {
                    // until nothing is waiting or maxUnconfirmed is reached
                }
            } while (pendingDrains.decrementAndGet() != 0);
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
            waitingBytes.addAndGet(-(items.length + OVERHEAD));
            return items;
        }

        private void onConfirmed(List<PendingRequest> batch, Throwable failure) {
            synchronized (this) {
                unconfirmed--;
            }
            // First, so that the broker works while the requests complete.
            drain();
            batch.forEach(request -> request.complete(failure));
        }

        void expire() {
            long now = System.nanoTime();
            List<PendingRequest> expired = new ArrayList<>();
            synchronized (this) {
                for (PendingRequest oldest = uncompleted.peek();
                        oldest != null && (oldest.completed || oldest.deadline - now <= 0);
                        oldest = uncompleted.peek()) {
                    uncompleted.remove();
                    if (!oldest.completed) {
                        expired.add(oldest);
                    }
                }
                expired.stream().filter(request -> request.items != null).forEach(this::takeItems);
            }
            expired.forEach(request -> request.complete(new UnconfirmedException("no confirm in time", null)));
        }
    }
}
