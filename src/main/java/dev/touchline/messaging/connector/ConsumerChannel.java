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
import dev.touchline.messaging.topology.BrokerConnections;
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
 *       the bytes; a body above the largest size is cut as soon as it arrives.
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

    private final ConsumedQueue queue;
    private final Prefetch prefetch;
    private final int maxMessageSize;
    private final Queue<PendingDelivery> buffered = new ConcurrentLinkedQueue<>();
    private final UnicastProcessor<PendingDelivery> deliveries = UnicastProcessor.create(buffered, () -> {});
    private final Set<PendingDelivery> unacknowledged = ConcurrentHashMap.newKeySet();
    private final ThrottledLog untrusted = new ThrottledLog(LOG);
    private volatile String consumerTag;
    /** Zero when all deliveries of the current consumer have arrived, after it was cancelled. */
    private volatile CountDownLatch consumerEnded;

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
        queue.declare(channel);
        lastProgress = System.nanoTime();
        consumerMissing = false;
        consume(channel);
    }

    private void consume(Channel channel) throws IOException {
        channel.basicQos(prefetch.number());
        CountDownLatch ended = new CountDownLatch(1);
        consumerEnded = ended;
        consumerTag = channel.basicConsume(queue.name(), false, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body)
                    throws IOException {
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
                if (!prefetch.add(kept.length)) {
                    overrun = channel;
                    closeAndReopen(channel, "its messages have become larger and are received in smaller numbers");
                    return;
                }
                Delivery delivery = new Delivery(envelope, properties, kept);
                deliveries.onNext(new PendingDelivery(channel, delivery, body.length));
            }

            @Override
            public void handleCancelOk(String tag) {
                ended.countDown();
            }

            @Override
            public void handleCancel(String tag) {
                cancelled = channel;
                closeAndReopen(channel, "the broker cancelled the consumer");
            }
        });
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
        if (channel != cancelled && !isQueueDeleted(cause)) {
            for (PendingDelivery pending : buffered) {
                // The processor may take it meanwhile.
                if (pending.channel() == channel && buffered.remove(pending)) {
                    prefetch.remove(pending.delivery().getBody().length);
                }
            }
        }
    }

    // A passive declaration of a deleted queue may fail before the cancellation arrives.
    private static boolean isQueueDeleted(ShutdownSignalException cause) {
        return cause.getReason() instanceof AMQP.Channel.Close close && close.getReplyCode() == AMQP.NOT_FOUND;
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
        };
        return CompletableFuture.runAsync(task, Infrastructure.getDefaultWorkerPool());
    }

    private void checkQueue() {
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
        consumerMissing = state.getConsumerCount() == 0 && deliveryCount.get() == previousDeliveryCount;
        return before && consumerMissing;
    }

    // After a queue is deleted and declared again at once, RabbitMQ before 4 keeps its consumers without notice, but
    // loses the deliveries of the new queue to them: as many as the prefetch are stuck, the others stay ready. Messages
    // that are ready in two checks while the prefetch has room are the symptom.
    private boolean isConsumerForgotten(long count) {
        boolean hasRoom = buffered.size() + unacknowledged.size() < prefetch.number();
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
        channel.basicCancel(consumerTag);
        try {
            if (!consumerEnded.await(CHECK_SECONDS, TimeUnit.SECONDS)) {
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

    // AMQP applies a prefetch to consumers that are registered after it. The new consumer comes first, so that messages
    // keep arriving, those of the old one too.
    private void replaceConsumer(Channel channel) throws IOException {
        String replaced = consumerTag;
        consume(channel);
        channel.basicCancel(replaced);
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
            if (channel != null) {
                try {
                    channel.basicCancel(consumerTag);
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
