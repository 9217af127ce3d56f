package dev.touchline.statistics.processing;

import dev.touchline.event.MatchReport;
import dev.touchline.event.Report;
import dev.touchline.statistics.processing.BisectingWriter.RejectedReport;
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
final class MatchPartitions implements Flow.Subscriber<Message<byte[]>> {

    private static final Logger LOG = Logger.getLogger(MatchPartitions.class);

    private final int messages;
    private final long bytes;
    private final Decoder reader;
    private final Executor executor;
    private final List<Batcher<MessagePart>> partitions;
    private final Queue<Message<byte[]>> queued = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean reading = new AtomicBoolean();
    private final AtomicLong bytesInHand = new AtomicLong();
    private Flow.Subscription subscription;

    /**
     * What is not exceeded.
     *
     * @param maxMessages in hand
     * @param maxBytes of messages that have been read and not dealt with, unless one has more
     * @param maxEvents that are dealt with together, unless one message has more
     */
    record Limits(int maxMessages, long maxBytes, int maxEvents) {}

    /** Takes a message apart. It must not fail. */
    @FunctionalInterface
    interface Decoder {
        DecodedMessage decode(Message<byte[]> message);
    }

    /** Deals with what has gathered in a lane. */
    @FunctionalInterface
    interface BatchHandler {
        /**
         * Begins.
         *
         * @return completes when the lane may take what comes next, with what is left to do for these, and completes
         *     when they have been dealt with. Neither may fail
         */
        Uni<Uni<Void>> handle(List<MessagePart> batch);
    }

    /**
     * What a message holds.
     *
     * @param reports what can be read
     * @param rejected what cannot
     */
    record DecodedMessage(List<Report> reports, List<RejectedReport> rejected) {}

    /**
     * What one message has for one lane.
     *
     * @param openParts how many lanes have not dealt with theirs
     */
    record MessagePart(
            Message<byte[]> message, AtomicInteger openParts, List<Report> reports, List<RejectedReport> rejected) {
        private int weight() {
            return reports.size() + rejected.size();
        }
    }

    /**
     * @param count how many lanes there are
     * @param executor may block
     */
    MatchPartitions(int count, Limits limits, Decoder reader, Executor executor, BatchHandler work) {
        this.messages = limits.maxMessages();
        this.bytes = limits.maxBytes();
        this.reader = reader;
        this.executor = executor;
        this.partitions = IntStream.range(0, count)
                .mapToObj(partition ->
                        new Batcher<MessagePart>(limits.maxEvents(), MessagePart::weight, batch -> work.handle(batch)
                                .invoke(rest -> rest.subscribe()
                                        .with(
                                                done -> onDone(batch),
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
        queued.add(message);
        scheduleReading();
    }

    private void scheduleReading() {
        if (!queued.isEmpty() && bytesInHand.get() < bytes && reading.compareAndSet(false, true)) {
            executor.execute(this::readQueued);
        }
    }

    private void readQueued() {
        Message<byte[]> next = bytesInHand.get() < bytes ? queued.poll() : null;
        while (next != null) {
            bytesInHand.addAndGet(next.getPayload().length);
            assign(next);
            next = bytesInHand.get() < bytes ? queued.poll() : null;
        }
        reading.set(false);
        // Something may have come, or been dealt with, since.
        scheduleReading();
    }

    private void assign(Message<byte[]> message) {
        DecodedMessage content = reader.decode(message);
        Map<Integer, List<Report>> reportsByPartition = new TreeMap<>();
        content.reports().forEach(report -> reportsByPartition
                .computeIfAbsent(partitionOf(report), partition -> new ArrayList<>())
                .add(report));
        if (reportsByPartition.isEmpty()) {
            reportsByPartition.put(0, List.of());
        }
        AtomicInteger left = new AtomicInteger(reportsByPartition.size());
        List<RejectedReport> refused = content.rejected();
        for (Map.Entry<Integer, List<Report>> part : reportsByPartition.entrySet()) {
            partitions.get(part.getKey()).add(new MessagePart(message, left, part.getValue(), refused));
            refused = List.of();
        }
    }

    private int partitionOf(Report report) {
        String owner = report instanceof MatchReport ofMatch
                ? ofMatch.match()
                : report.incident().id();
        return Math.floorMod(owner.hashCode(), partitions.size());
    }

    private void onDone(List<MessagePart> batch) {
        for (MessagePart part : batch) {
            if (part.openParts().decrementAndGet() == 0) {
                part.message().ack().whenComplete((done, failure) -> {
                    bytesInHand.addAndGet(-part.message().getPayload().length);
                    subscription.request(1);
                    scheduleReading();
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
