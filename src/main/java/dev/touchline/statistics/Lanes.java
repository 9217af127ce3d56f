package dev.touchline.statistics;

import dev.touchline.event.MatchReport;
import dev.touchline.event.Report;
import dev.touchline.statistics.Storing.Refused;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * Deals with messages in lanes: those of one match in one lane and in their order, those of others at the same time, so
 * that the database has something to do while this process computes. A message is acknowledged when all that it holds
 * has been dealt with.
 */
final class Lanes implements Flow.Subscriber<Message<byte[]>> {

    private static final Logger LOG = Logger.getLogger(Lanes.class);

    private final int messages;
    private final long bytes;
    private final Reader reader;
    private final Executor threads;
    private final List<Gathering<Part>> lanes;
    private final Queue<Message<byte[]>> unread = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean reading = new AtomicBoolean();
    private final AtomicLong read = new AtomicLong();
    private Flow.Subscription subscription;

    /**
     * What is not exceeded.
     *
     * @param messages in hand
     * @param bytes of messages that have been read and not dealt with, unless one has more
     * @param events that are dealt with together, unless one message has more
     */
    record Bounds(int messages, long bytes, int events) {}

    /** Takes a message apart. It must not fail. */
    @FunctionalInterface
    interface Reader {
        Content read(Message<byte[]> message);
    }

    /** Deals with what has gathered in a lane. */
    @FunctionalInterface
    interface Work {
        /**
         * Begins.
         *
         * @return completes when the lane may take what comes next, with what is left to do for these, and completes
         *     when they have been dealt with. Neither may fail
         */
        Uni<Uni<Void>> on(List<Part> parts);
    }

    /**
     * What a message holds.
     *
     * @param reports what can be read
     * @param refused what cannot
     */
    record Content(List<Report> reports, List<Refused> refused) {}

    /**
     * What one message has for one lane.
     *
     * @param left how many lanes have not dealt with theirs
     */
    record Part(Message<byte[]> message, AtomicInteger left, List<Report> reports, List<Refused> refused) {
        private int weight() {
            return reports.size() + refused.size();
        }
    }

    /**
     * @param count how many lanes there are
     * @param threads may block
     */
    Lanes(int count, Bounds bounds, Reader reader, Executor threads, Work work) {
        this.messages = bounds.messages();
        this.bytes = bounds.bytes();
        this.reader = reader;
        this.threads = threads;
        this.lanes = IntStream.range(0, count)
                .mapToObj(lane -> new Gathering<Part>(bounds.events(), Part::weight, parts -> work.on(parts)
                        .invoke(rest -> rest.subscribe()
                                .with(
                                        done -> settle(parts),
                                        // The broker brings them again, when the connection has been lost.
                                        failure -> LOG.error("Messages are not acknowledged", failure)))
                        .replaceWithVoid()))
                .toList();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        // What is not asked for goes back to the broker when the connection is lost.
        subscription.request(messages);
    }

    @Override
    public void onNext(Message<byte[]> message) {
        unread.add(message);
        readUnlessReading();
    }

    private void readUnlessReading() {
        if (!unread.isEmpty() && read.get() < bytes && reading.compareAndSet(false, true)) {
            threads.execute(this::readWhatThereIs);
        }
    }

    private void readWhatThereIs() {
        Message<byte[]> next = read.get() < bytes ? unread.poll() : null;
        while (next != null) {
            read.addAndGet(next.getPayload().length);
            dealOut(next);
            next = read.get() < bytes ? unread.poll() : null;
        }
        reading.set(false);
        // Something may have come, or been dealt with, since.
        readUnlessReading();
    }

    private void dealOut(Message<byte[]> message) {
        Content content = reader.read(message);
        Map<Integer, List<Report>> byLane = new TreeMap<>();
        content.reports().forEach(report -> byLane.computeIfAbsent(lane(report), lane -> new ArrayList<>())
                .add(report));
        if (byLane.isEmpty()) {
            byLane.put(0, List.of());
        }
        AtomicInteger left = new AtomicInteger(byLane.size());
        List<Refused> refused = content.refused();
        for (Map.Entry<Integer, List<Report>> part : byLane.entrySet()) {
            lanes.get(part.getKey()).add(new Part(message, left, part.getValue(), refused));
            refused = List.of();
        }
    }

    private int lane(Report report) {
        String owner = report instanceof MatchReport ofMatch
                ? ofMatch.match()
                : report.incident().id();
        return Math.floorMod(owner.hashCode(), lanes.size());
    }

    private void settle(List<Part> parts) {
        for (Part part : parts) {
            if (part.left().decrementAndGet() == 0) {
                part.message().ack().whenComplete((done, failure) -> {
                    read.addAndGet(-part.message().getPayload().length);
                    subscription.request(1);
                    readUnlessReading();
                });
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        // The connector's streams do not fail.
        throw new IllegalStateException(failure);
    }

    @Override
    public void onComplete() {
        // What is waiting is still taken.
    }
}
