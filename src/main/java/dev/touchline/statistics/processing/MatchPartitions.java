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
 * Splits messages into partitions by the hash of the match. A partition handles its reports in order; partitions run
 * concurrently, so that the database works while this process computes. A message is acknowledged when all of its
 * reports are handled.
 */
final class MatchPartitions implements Flow.Subscriber<Message<byte[]>> {

    private static final Logger LOG = Logger.getLogger(MatchPartitions.class);

    private final Limits limits;
    private final Decoder decoder;
    private final Executor executor;
    private final List<Batcher<MessagePart>> partitions;
    private final Queue<Message<byte[]>> queued = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean decoding = new AtomicBoolean();
    private final AtomicLong unacknowledgedBytes = new AtomicLong();
    private Flow.Subscription subscription;

    /**
     * Bounds; a single message may exceed the last two.
     *
     * @param maxMessages unacknowledged messages
     * @param maxBytes bytes of decoded, unacknowledged messages
     * @param maxEvents reports of a batch
     */
    record Limits(int maxMessages, long maxBytes, int maxEvents) {}

    /** Must not fail. */
    @FunctionalInterface
    interface Decoder {
        DecodedMessage decode(Message<byte[]> message);
    }

    @FunctionalInterface
    interface BatchHandler {
        /**
         * Handles a batch. Neither of the two results may fail.
         *
         * @return completes when the partition may start the next batch; its item completes when the messages may be
         *     acknowledged
         */
        Uni<Uni<Void>> handle(List<MessagePart> batch);
    }

    record DecodedMessage(List<Report> reports, List<RejectedReport> rejected) {}

    /**
     * The reports of one message for one partition.
     *
     * @param openParts number of the message's parts that are not handled yet
     */
    record MessagePart(
            Message<byte[]> message, AtomicInteger openParts, List<Report> reports, List<RejectedReport> rejected) {
        private int weight() {
            return reports.size() + rejected.size();
        }
    }

    /** Decodes on the executor, whose threads may block. */
    MatchPartitions(int count, Limits limits, Decoder decoder, Executor executor, BatchHandler handler) {
        this.limits = limits;
        this.decoder = decoder;
        this.executor = executor;
        this.partitions = IntStream.range(0, count)
                .mapToObj(index -> new Batcher<MessagePart>(
                        limits.maxEvents(), MessagePart::weight, batch -> handle(batch, handler)))
                .toList();
    }

    private Uni<Void> handle(List<MessagePart> batch, BatchHandler handler) {
        String failed = "A batch of %d messages is not acknowledged; restart the process, so that the broker redelivers"
                + " them";
        return handler.handle(batch)
                .invoke(confirms -> confirms.subscribe()
                        .with(done -> onDone(batch), failure -> LOG.errorf(failure, failed, batch.size())))
                .replaceWithVoid();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(limits.maxMessages());
    }

    @Override
    public void onNext(Message<byte[]> message) {
        queued.add(message);
        scheduleDecoding();
    }

    private void scheduleDecoding() {
        if (!queued.isEmpty() && hasRoom() && decoding.compareAndSet(false, true)) {
            executor.execute(this::decodeQueued);
        }
    }

    private boolean hasRoom() {
        return unacknowledgedBytes.get() < limits.maxBytes();
    }

    private void decodeQueued() {
        // Only this method takes messages, and one thread at a time runs it.
        while (hasRoom() && !queued.isEmpty()) {
            Message<byte[]> next = queued.remove();
            unacknowledgedBytes.addAndGet(next.getPayload().length);
            assign(next);
        }
        decoding.set(false);
        // A message may have arrived, or been acknowledged, since the loop ended.
        scheduleDecoding();
    }

    private void assign(Message<byte[]> message) {
        DecodedMessage content = decoder.decode(message);
        Map<Integer, List<Report>> reportsByPartition = new TreeMap<>();
        content.reports().forEach(report -> reportsByPartition
                .computeIfAbsent(partitionOf(report), index -> new ArrayList<>())
                .add(report));
        if (reportsByPartition.isEmpty()) {
            reportsByPartition.put(0, List.of());
        }
        AtomicInteger openParts = new AtomicInteger(reportsByPartition.size());
        List<RejectedReport> rejected = content.rejected();
        for (Map.Entry<Integer, List<Report>> part : reportsByPartition.entrySet()) {
            partitions.get(part.getKey()).add(new MessagePart(message, openParts, part.getValue(), rejected));
            rejected = List.of();
        }
    }

    private int partitionOf(Report report) {
        String key = report instanceof MatchReport matchReport
                ? matchReport.match()
                : report.incident().id();
        return Math.floorMod(key.hashCode(), partitions.size());
    }

    private void onDone(List<MessagePart> batch) {
        for (MessagePart part : batch) {
            if (part.openParts().decrementAndGet() == 0) {
                part.message().ack().whenComplete((done, failure) -> {
                    unacknowledgedBytes.addAndGet(-part.message().getPayload().length);
                    subscription.request(1);
                    scheduleDecoding();
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
        // Batches in progress end by themselves.
    }
}
