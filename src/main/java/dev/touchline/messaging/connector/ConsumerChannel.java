package dev.touchline.messaging.connector;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import dev.touchline.logging.ThrottledLog;
import dev.touchline.messaging.meter.MessagingMeters;
import dev.touchline.messaging.topology.BrokerConnections;
import dev.touchline.messaging.topology.ConsumedQueue;
import dev.touchline.messaging.topology.Topology;
import dev.touchline.tracing.Tracing;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import io.smallrye.reactive.messaging.TracingMetadata;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * The consumer of one queue, registered again without limit. Differences to the stock connector (ADR 1):
 *
 * <ul>
 *   <li>Only the prefetch bounds the buffer, so that a reconnect cannot overrun it (fault 1). {@link Prefetch} bounds
 *       the bytes, also while messages of an earlier channel are still processed; a body above the largest size is cut as
 *       soon as it arrives.
 *   <li>A delivery is settled on the channel that brought it, or not at all: tags begin at 1 on every channel, so an
 *       acknowledgement on another channel would settle a message that was never processed (fault 3).
 *   <li>After the broker cancelled the consumer because its queue was deleted, the consumer declares the queue, or waits
 *       until it is declared, and continues; the stock connector ends the stream for good.
 *   <li>Bodies are passed on as bytes, so that no conversion can fail and stall the channel (fault 12).
 * </ul>
 */
final class ConsumerChannel extends RecoveringChannel {

    private static final Logger LOG = Logger.getLogger(ConsumerChannel.class);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(8);
    private static final long DRAIN_CHECK_NANOS = 10_000_000;
    private static final long CHECK_SECONDS = 5;
    private static final int IDLE_CHECKS = 2;

    private volatile ConsumedQueue queue;
    private final Prefetch prefetch;
    private final int maxMessageSize;
    private final Queue<PendingDelivery> buffered = new ConcurrentLinkedQueue<>();
    private final UnicastProcessor<PendingDelivery> deliveries = UnicastProcessor.create(buffered, () -> {});
    private final Set<PendingDelivery> unacknowledged = ConcurrentHashMap.newKeySet();
    private final ThrottledLog untrusted = new ThrottledLog(LOG);
    /** Null while the first consumer of a channel waits for the end of earlier ones, or for room. */
    private volatile QueueConsumer consumer;

    /** Consumers that have not ended: their messages may still arrive. */
    private final Set<QueueConsumer> active = ConcurrentHashMap.newKeySet();

    private volatile Channel cancelled;
    /** Closing, since its messages exceeded the memory; further ones are returned, too. */
    private volatile Channel overrun;

    private volatile boolean stopping;
    private final AtomicLong deliveryCount = new AtomicLong();
    private long previousDeliveryCount;
    private int idleChecks;
    private boolean consumerMissing;
    private volatile long readyMessages;
    private volatile long lastProgress = System.nanoTime();

    /**
     * @param prefetch bounds the unacknowledged messages
     * @param maxMessageSize bytes above which only the beginning of a body is passed on
     */
    ConsumerChannel(
            String name,
            ConsumedQueue queue,
            Prefetch prefetch,
            int maxMessageSize,
            BrokerConnections connections,
            Topology topology,
            MessagingMeters meters) {
        super(name, connections, topology, meters);
        this.queue = queue;
        this.prefetch = prefetch;
        this.maxMessageSize = maxMessageSize;
        meters.register(name, MessagingMeters.REDELIVERED, MessagingMeters.STALE, MessagingMeters.OVERSIZED);
        if (!queue.publishers().isEmpty()) {
            meters.register(name, MessagingMeters.UNTRUSTED);
        }
        meters.gauge("unsettled", name, () -> buffered.size() + unacknowledged.size());
        meters.gauge("queue.ready", name, () -> readyMessages);
    }

    /** Equal only to itself, since the client's deliveries are. */
    private record PendingDelivery(Channel channel, Delivery delivery, int size) {}

    /** The deliveries, from the opening of the channel. */
    Multi<Message<byte[]>> messages() {
        scheduleEvery(CHECK_SECONDS, this::checkQueue);
        return deliveries.filter(delivery -> !stopping).map(this::toMessage);
    }

    @Override
    void prepare(Channel channel) throws IOException {
        try {
            queue.declare(channel);
        } catch (IOException e) {
            if (queue.exclusive() && BrokerConnections.isClosedWith(AMQP.RESOURCE_LOCKED, e.getCause())) {
                queue = queue.renamed();
            }
            throw e;
        }
        lastProgress = System.nanoTime();
        consumerMissing = false;
        consume(channel);
    }

    /** Registers a consumer, or leaves it to the next message that is settled, or to the end of an earlier consumer. */
    private void consume(Channel channel) throws IOException {
        boolean checked = prefetch.isChecked();
        int number = checked || active.isEmpty() ? prefetch.allot() : 0;
        if (number == 0) {
            consumer = null;
            // The last message may have been settled meanwhile; the end of a consumer comes here again anyway.
            if (active.isEmpty() && prefetch.held() == 0) {
                submit(this::consumeIfWaiting);
            }
            return;
        }
        channel.basicQos(number);
        QueueConsumer next = new QueueConsumer(channel, checked);
        active.add(next);
        try {
            next.tag = channel.basicConsume(queue.name(), false, next);
        } catch (IOException | RuntimeException e) {
            next.end();
            throw e;
        }
        consumer = next;
    }

    private void consumeIfWaiting() {
        Channel channel = current();
        if (channel != null && consumer == null && !stopping) {
            try {
                consume(channel);
            } catch (IOException | RuntimeException e) {
                closeAndReopen(channel, BrokerConnections.reason(e));
            }
        }
    }

    /** The client calls its methods one after another. */
    private final class QueueConsumer extends DefaultConsumer {

        private final boolean checked;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile String tag;
        private boolean seenClosed;

        QueueConsumer(Channel channel, boolean checked) {
            super(channel);
            this.checked = checked;
        }

        @Override
        public void handleDelivery(String ofConsumer, Envelope envelope, BasicProperties properties, byte[] body)
                throws IOException {
            if (!active.contains(this)) {
                return;
            }
            Channel channel = getChannel();
            deliveryCount.incrementAndGet();
            if (!queue.accepts(properties.getUserId())) {
                drop(channel, envelope, properties.getUserId());
                return;
            }
            if (!hasWork()) {
                lastProgress = System.nanoTime();
            }
            if (envelope.isRedeliver()) {
                count(MessagingMeters.REDELIVERED);
            }
            byte[] kept = bounded(body);
            if (overrun == channel) {
                return;
            }
            if (!checked) {
                prefetch.add(kept.length);
            } else if (!prefetch.addIfFits(kept.length)) {
                overrun = channel;
                closeAndReopen(channel, "its messages have become larger and are received in smaller numbers");
                return;
            }
            Delivery delivery = new Delivery(envelope, properties, kept);
            deliveries.onNext(new PendingDelivery(channel, delivery, body.length));
        }

        @Override
        public void handleCancelOk(String ofConsumer) {
            end();
        }

        @Override
        public void handleCancel(String ofConsumer) {
            cancelled = getChannel();
            closeAndReopen(getChannel(), "the broker cancelled the consumer");
            end();
        }

        @Override
        public void handleShutdownSignal(String ofConsumer, ShutdownSignalException cause) {
            end();
        }

        // After the last delivery.
        private void end() {
            active.remove(this);
            ended.countDown();
            submit(ConsumerChannel.this::consumeIfWaiting);
        }

        // The client reports no end if the channel closes at the moment of the cancellation.
        private void endIfClosedBefore() {
            if (seenClosed) {
                end();
            }
            seenClosed = !getChannel().isOpen();
        }
    }

    // RabbitMQ has checked the user: it refuses the name of another one. Acknowledged instead of rejected, because the
    // embedded broker redelivers what is rejected.
    private void drop(Channel channel, Envelope envelope, String user) throws IOException {
        channel.basicAck(envelope.getDeliveryTag(), false);
        count(MessagingMeters.UNTRUSTED);
        untrusted.warn(
                "Channel %s: dropped a message to exchange %s from the broker user %s; only %s may publish updates"
                        + " (TOUCHLINE_MESSAGING_UPDATE_PUBLISHERS)",
                name(), envelope.getExchange(), user == null ? "(not named)" : user, queue.publishers());
    }

    private byte[] bounded(byte[] body) {
        if (body.length <= maxMessageSize) {
            return body;
        }
        count(MessagingMeters.OVERSIZED);
        return Arrays.copyOf(body, Math.min(maxMessageSize, DeliveryMetadata.KEPT_BYTES));
    }

    // The broker redelivers buffered messages, unless their queue was deleted. Processing both copies would be
    // harmless, but the buffer would grow with each reconnect.
    @Override
    void onClosed(Channel channel, ShutdownSignalException cause) {
        // A passive declaration of a deleted queue may fail before the cancellation arrives.
        if (channel != cancelled && !BrokerConnections.isClosedWith(AMQP.NOT_FOUND, cause)) {
            for (PendingDelivery pending : buffered) {
                // The processor may take it meanwhile.
                if (pending.channel() == channel && buffered.remove(pending)) {
                    prefetch.remove(pending.delivery().getBody().length);
                }
            }
        }
    }

    private Message<byte[]> toMessage(PendingDelivery pending) {
        unacknowledged.add(pending);
        Envelope envelope = pending.delivery().getEnvelope();
        BasicProperties properties = pending.delivery().getProperties();
        String messageId = properties.getMessageId();
        DeliveryMetadata metadata = new DeliveryMetadata(
                messageId == null ? UUID.randomUUID().toString() : messageId,
                envelope.isRedeliver(),
                envelope.getExchange(),
                envelope.getRoutingKey(),
                properties.getContentType(),
                pending.size(),
                properties);
        long tag = envelope.getDeliveryTag();
        return Message.of(pending.delivery().getBody())
                .addMetadata(metadata)
                .addMetadata(TracingMetadata.withPrevious(Tracing.extract(properties.getHeaders())))
                .withAck(() -> settle(pending, channel -> channel.basicAck(tag, false)))
                // Rejected without requeue: the processor has retried by then, and RabbitMQ 4.3 does not count requeued
                // deliveries towards the limit (ADR 1, fault 8).
                .withNack(reason -> settle(pending, channel -> channel.basicReject(tag, false)));
    }

    @FunctionalInterface
    private interface Settlement {
        void apply(Channel channel) throws IOException;
    }

    private CompletionStage<Void> settle(PendingDelivery pending, Settlement settlement) {
        Runnable task = () -> {
            try {
                settlement.apply(pending.channel());
            } catch (AlreadyClosedException | IOException e) {
                count(MessagingMeters.STALE);
            }
            lastProgress = System.nanoTime();
            if (unacknowledged.remove(pending)) {
                prefetch.remove(pending.delivery().getBody().length);
            }
            if (consumer == null) {
                submit(this::consumeIfWaiting);
            }
        };
        return CompletableFuture.runAsync(task, Infrastructure.getDefaultWorkerPool());
    }

    private void checkQueue() {
        active.forEach(QueueConsumer::endIfClosedBefore);
        Channel channel = current();
        long count = 0;
        if (channel != null) {
            try {
                // Restores the binding, which is lost without notice if the exchange is deleted.
                queue.declare(channel);
                AMQP.Queue.DeclareOk state = channel.queueDeclarePassive(queue.name());
                count = state.getMessageCount();
                if (isConsumerLost(state) || isConsumerForgotten(count)) {
                    // Buffered messages are of the deleted queue, which does not redeliver them.
                    cancelled = channel;
                    closeAndReopen(channel, "the broker lost the consumer of queue " + queue.name());
                } else if (consumer == null) {
                    consume(channel);
                } else if (isIdle()) {
                    renewIfIdle(channel);
                } else if (prefetch.adjust()) {
                    replaceConsumer(channel);
                }
            } catch (IOException | TimeoutException | RuntimeException e) {
                // The queue or the connection is gone; reopening restores both.
                closeAndReopen(channel, BrokerConnections.reason(e));
            }
        }
        if (!hasWork()) {
            lastProgress = System.nanoTime();
        }
        readyMessages = count;
        previousDeliveryCount = deliveryCount.get();
    }

    // A quorum queue has no consumers and no messages, too, if its leader does not answer within 250 ms.
    private boolean isConsumerLost(AMQP.Queue.DeclareOk state) {
        boolean before = consumerMissing;
        consumerMissing =
                consumer != null && state.getConsumerCount() == 0 && deliveryCount.get() == previousDeliveryCount;
        return before && consumerMissing;
    }

    // After a queue is deleted and declared again at once, RabbitMQ before 4 keeps its consumers without notice, but
    // loses the deliveries of the new queue to them: as many as the prefetch are stuck, the others stay ready. Messages
    // that are ready in two checks while the prefetch has room are the symptom.
    private boolean isConsumerForgotten(long count) {
        boolean hasRoom = buffered.size() + unacknowledged.size() < prefetch.allotted();
        return count > 0 && readyMessages > 0 && hasRoom && deliveryCount.get() == previousDeliveryCount;
    }

    // Fewer stuck messages than the prefetch have no symptom, but are requeued when the channel closes. Renewing an
    // idle channel costs nothing.
    private boolean isIdle() {
        idleChecks = deliveryCount.get() == previousDeliveryCount && unacknowledged.isEmpty() && buffered.isEmpty()
                ? idleChecks + 1
                : 0;
        return !queue.exclusive() && idleChecks > 0 && idleChecks % IDLE_CHECKS == 0;
    }

    // The consumer ends first: a message that arrives on a closing channel is processed, and redelivered.
    private void renewIfIdle(Channel channel) throws IOException, TimeoutException {
        QueueConsumer ending = consumer;
        channel.basicCancel(ending.tag);
        try {
            if (!ending.ended.await(CHECK_SECONDS, TimeUnit.SECONDS)) {
                throw new TimeoutException("the consumer has not ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (deliveryCount.get() == previousDeliveryCount) {
            renew(channel);
        } else {
            consume(channel);
        }
    }

    // AMQP applies a prefetch to consumers that are registered after it. If messages are checked, the new consumer
    // comes
    // first, so that they keep arriving, those of the old one too; otherwise it begins at the end of the old one.
    private void replaceConsumer(Channel channel) throws IOException {
        QueueConsumer replaced = consumer;
        if (prefetch.isChecked()) {
            consume(channel);
        } else {
            consumer = null;
        }
        channel.basicCancel(replaced.tag);
    }

    private boolean hasWork() {
        return !unacknowledged.isEmpty() || !buffered.isEmpty() || readyMessages > 0;
    }

    /** True if messages have waited for that long and none was settled. */
    boolean isStalledFor(Duration duration) {
        return hasWork() && System.nanoTime() - lastProgress > duration.toNanos();
    }

    /** Cancels the consumer and closes the channel when all deliveries are settled, at the latest after 8 s. */
    void stop() {
        stopping = true;
        stopAfter(() -> {
            Channel channel = current();
            QueueConsumer last = consumer;
            if (channel != null && last != null) {
                try {
                    channel.basicCancel(last.tag);
                } catch (IOException | AlreadyClosedException e) {
                    count(MessagingMeters.STALE);
                }
            }
            long end = System.nanoTime() + DRAIN_TIMEOUT.toNanos();
            while (!unacknowledged.isEmpty() && System.nanoTime() < end) {
                LockSupport.parkNanos(DRAIN_CHECK_NANOS);
            }
        });
    }
}
