package dev.touchline.ingest;

import dev.touchline.format.ReportBatch;
import dev.touchline.messaging.ConfirmedPublisher.UnconfirmedException;
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
    private final Bounds bounds;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final AtomicLong waitingBytes = new AtomicLong();

    /**
     * What is not exceeded.
     *
     * @param events in one message, unless one request has more
     * @param bytes in one message, unless one request has more
     * @param unconfirmed messages of one sport
     * @param waitingBytes of requests that have not left yet
     * @param patience how long a request waits for its answer
     */
    record Bounds(int events, long bytes, int unconfirmed, long waitingBytes, Duration patience) {}

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
        RuntimeException refuse();
    }

    GroupCommit(Publisher publisher, Bounds bounds) {
        this.publisher = publisher;
        this.bounds = bounds;
    }

    /** A request that has not been answered. */
    private static final class Pending {
        private final int events;
        private final long deadline;
        private final CompletableFuture<Void> answer = new CompletableFuture<>();
        private final Context cause = Context.current();
        private final int weight;
        // Null when it has left, or will not leave any more.
        private byte[] items;
        private volatile boolean answered;

        Pending(int events, byte[] items, long deadline) {
            this.events = events;
            this.items = items;
            this.weight = weight(items);
            this.deadline = deadline;
        }

        static int weight(byte[] items) {
            return items.length + OVERHEAD;
        }

        void answer(Throwable failure) {
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
     * @param items what {@link ReportBatch#items} made of them
     * @return completes when the broker has confirmed them; fails as the publisher refuses, at once, or with {@link
     *     UnconfirmedException}
     */
    CompletableFuture<Void> commit(String sport, int events, byte[] items) {
        int weight = Pending.weight(items);
        if (waitingBytes.addAndGet(weight) > bounds.waitingBytes()) {
            waitingBytes.addAndGet(-weight);
            return CompletableFuture.failedFuture(publisher.refuse());
        }
        Pending pending =
                new Pending(events, items, System.nanoTime() + bounds.patience().toNanos());
        lanes.computeIfAbsent(sport, Lane::new).add(pending);
        return pending.answer;
    }

    /** Ends the patience of requests whose time is over. */
    void expire() {
        lanes.values().forEach(Lane::expire);
    }

    /** How much has not left yet. */
    long waitingBytes() {
        return waitingBytes.get();
    }

    /** The messages of one sport. */
    private final class Lane {
        private final String sport;
        private final Queue<Pending> waiting = new ArrayDeque<>();
        // Those that have left, too; in the order in which they came, which is that of their deadlines.
        private final Queue<Pending> unanswered = new ArrayDeque<>();
        private final AtomicInteger toDo = new AtomicInteger();
        private int unconfirmed;

        Lane(String sport) {
            this.sport = sport;
        }

        void add(Pending pending) {
            synchronized (this) {
                waiting.add(pending);
                unanswered.add(pending);
            }
            send();
        }

        // By one thread at a time, in a loop: a message that fails at once makes room for the next at once.
        private void send() {
            if (toDo.getAndIncrement() != 0) {
                return;
            }
            do {
                while (sendNext()) {
                    // as long as there is something to send and room for it
                }
            } while (toDo.decrementAndGet() != 0);
        }

        private void publish(List<byte[]> items, List<Pending> together) {
            List<Context> causes = together.stream().map(one -> one.cause).toList();
            publisher
                    .publish(sport, ReportBatch.join(items), causes)
                    .subscribe()
                    .with(confirmed -> settle(together, null), failure -> settle(together, failure));
        }

        private boolean sendNext() {
            List<Pending> together = new ArrayList<>();
            List<byte[]> items = new ArrayList<>();
            synchronized (this) {
                int events = 0;
                long bytes = 0;
                while (unconfirmed < bounds.unconfirmed() && !waiting.isEmpty()) {
                    Pending head = waiting.peek();
                    if (head.items != null) {
                        events += head.events;
                        bytes += head.items.length;
                        if (!together.isEmpty() && (events > bounds.events() || bytes > bounds.bytes())) {
                            break;
                        }
                        together.add(head);
                        items.add(take(head));
                    }
                    waiting.remove();
                }
                if (together.isEmpty()) {
                    return false;
                }
                unconfirmed++;
            }
            publish(items, together);
            return true;
        }

        private byte[] take(Pending pending) {
            byte[] items = pending.items;
            pending.items = null;
            waitingBytes.addAndGet(-pending.weight);
            return items;
        }

        private void settle(List<Pending> together, Throwable failure) {
            synchronized (this) {
                unconfirmed--;
            }
            // First, so that the broker has something to do while we answer.
            send();
            together.forEach(one -> one.answer(failure));
        }

        void expire() {
            long now = System.nanoTime();
            List<Pending> late = new ArrayList<>();
            synchronized (this) {
                for (Pending oldest = unanswered.peek();
                        oldest != null && (oldest.answered || oldest.deadline - now <= 0);
                        oldest = unanswered.peek()) {
                    unanswered.remove();
                    if (!oldest.answered) {
                        late.add(oldest);
                    }
                }
                late.stream().filter(one -> one.items != null).forEach(this::take);
            }
            late.forEach(one -> one.answer(new UnconfirmedException("no confirm in time", null)));
        }
    }
}
