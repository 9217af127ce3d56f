package dev.touchline.messaging.connector;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import dev.touchline.messaging.topology.BrokerConnections;
import dev.touchline.messaging.topology.Topology;
import dev.touchline.tracing.Tracing;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import io.smallrye.reactive.messaging.TracingMetadata;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * The consumer of one queue, registered again for as long as it takes. Where the stock connector differs:
 *
 * <ul>
 *   <li>What it buffers is bounded by the prefetch alone, so that a reconnect cannot overrun it (fault 1).
 *   <li>A delivery is settled on the channel that brought it, or not at all: tags begin at 1 on every channel, so that
 *       on another one an acknowledgement settles a message that was never processed (fault 3).
 *   <li>A consumer that the broker cancelled, because its queue was deleted, comes back with the queue; the stock
 *       connector ends the stream for good.
 *   <li>Bodies are handed on as they are, so that none can stall the channel by not being convertible (fault 12).
 * </ul>
 */
final class ConsumerChannel extends RecoveringChannel {

    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(8);
    private static final long DRAIN_CHECK_NANOS = 10_000_000;
    private static final long CHECK_SECONDS = 5;
    private static final int IDLE_CHECKS = 2;

    private final ConsumedQueue queue;
    private final int prefetch;
    private final Queue<PendingDelivery> buffered = new ConcurrentLinkedQueue<>();
    private final UnicastProcessor<PendingDelivery> deliveries = UnicastProcessor.create(buffered, () -> {});
    private final Set<PendingDelivery> unacknowledged = ConcurrentHashMap.newKeySet();
    private volatile String consumerTag;
    private volatile Channel cancelled;
    private volatile boolean stopping;
    private final AtomicLong deliveryCount = new AtomicLong();
    private long previousDeliveryCount;
    private int idleChecks;
    private volatile long readyMessages;
    private volatile long lastProgress = System.nanoTime();

    ConsumerChannel(
            String name,
            ConsumedQueue queue,
            int prefetch,
            BrokerConnections connections,
            Topology topology,
            MessagingMeters meters) {
        super(name, connections, topology, meters);
        this.queue = queue;
        this.prefetch = prefetch;
        meters.register(name, MessagingMeters.REDELIVERED, MessagingMeters.STALE);
        meters.gauge("unsettled", name, () -> buffered.size() + unacknowledged.size());
        meters.gauge("queue.ready", name, () -> readyMessages);
    }

    /** A delivery, known by itself and not by what it holds. */
    private static final class PendingDelivery {
        private final Channel channel;
        private final Envelope envelope;
        private final BasicProperties properties;
        private final byte[] body;

        PendingDelivery(Channel channel, Envelope envelope, BasicProperties properties, byte[] body) {
            this.channel = channel;
            this.envelope = envelope;
            this.properties = properties;
            this.body = body;
        }
    }

    /** The deliveries, as they are asked for, from when the channel is opened. */
    Multi<Message<byte[]>> messages() {
        scheduleEvery(CHECK_SECONDS, this::checkQueue);
        return deliveries.filter(delivery -> !stopping).map(this::toMessage);
    }

    @Override
    void prepare(Channel channel) throws IOException {
        queue.declare(channel);
        channel.basicQos(prefetch);
        lastProgress = System.nanoTime();
        consumerTag = channel.basicConsume(queue.name(), false, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
                if (!hasWork()) {
                    lastProgress = System.nanoTime();
                }
                if (envelope.isRedeliver()) {
                    meters().redelivered(name());
                }
                deliveryCount.incrementAndGet();
                deliveries.onNext(new PendingDelivery(channel, envelope, properties, body));
            }

            @Override
            public void handleCancel(String tag) {
                cancelled = channel;
                closeAndReopen(channel, "the broker cancelled the consumer");
            }
        });
    }

    // If the queue was deleted, nobody delivers again what waits here; else it comes twice, which is harmless, but
    // would add up over many reconnects.
    @Override
    void onClosed(Channel channel, ShutdownSignalException cause) {
        if (channel != cancelled && !isQueueDeleted(cause)) {
            buffered.removeIf(delivery -> delivery.channel == channel);
        }
    }

    // Asking for a deleted queue may be answered before the cancellation comes.
    private static boolean isQueueDeleted(ShutdownSignalException cause) {
        return cause.getReason() instanceof AMQP.Channel.Close close && close.getReplyCode() == AMQP.NOT_FOUND;
    }

    private Message<byte[]> toMessage(PendingDelivery delivery) {
        unacknowledged.add(delivery);
        DeliveryMetadata metadata = new DeliveryMetadata(
                delivery.envelope.isRedeliver(),
                delivery.envelope.getExchange(),
                delivery.envelope.getRoutingKey(),
                delivery.properties.getContentType());
        long tag = delivery.envelope.getDeliveryTag();
        return Message.of(delivery.body)
                .addMetadata(metadata)
                .addMetadata(TracingMetadata.withPrevious(Tracing.extract(delivery.properties.getHeaders())))
                .withAck(() -> settle(delivery, channel -> channel.basicAck(tag, false)))
                // Without requeueing: whoever rejects has tried often enough, and RabbitMQ 4.3 does not count
                // requeued deliveries towards the limit (fault 8).
                .withNack(reason -> settle(delivery, channel -> channel.basicReject(tag, false)));
    }

    @FunctionalInterface
    private interface Settlement {
        void apply(Channel channel) throws IOException;
    }

    private CompletionStage<Void> settle(PendingDelivery delivery, Settlement settling) {
        return Uni.createFrom()
                .<Void>item(() -> {
                    try {
                        settling.apply(delivery.channel);
                    } catch (AlreadyClosedException | IOException e) {
                        meters().stale(name());
                    }
                    lastProgress = System.nanoTime();
                    unacknowledged.remove(delivery);
                    return null;
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .subscribeAsCompletionStage();
    }

    private void checkQueue() {
        Channel channel = current();
        long count = 0;
        if (channel != null) {
            try {
                // Its binding goes when the exchange is deleted, which the consumer is not told.
                queue.declare(channel);
                AMQP.Queue.DeclareOk found = channel.queueDeclarePassive(queue.name());
                count = found.getMessageCount();
                if (found.getConsumerCount() == 0 || isConsumerForgotten(count)) {
                    // What waits here is of the queue before, which gives nothing back.
                    cancelled = channel;
                    closeAndReopen(channel, "the broker has forgotten the consumer");
                } else if (isIdle()) {
                    renew(channel);
                }
            } catch (IOException | TimeoutException | RuntimeException e) {
                // The queue is not there, or the connection: either way the channel is opened again, and the queue with
                // it.
                closeAndReopen(channel, BrokerConnections.reason(e));
            }
        }
        if (!hasWork()) {
            lastProgress = System.nanoTime();
        }
        readyMessages = count;
        previousDeliveryCount = deliveryCount.get();
    }

    // A queue that is deleted and at once declared again keeps its consumers without telling them, and RabbitMQ before
    // 4
    // then drops what the new queue has for them: it consumes again, and forgets that it did. As many messages as the
    // prefetch are stuck; the others stay ready, and what is ready twice in a row while there is room has nobody.
    private boolean isConsumerForgotten(long count) {
        boolean room = buffered.size() + unacknowledged.size() < prefetch;
        return count > 0 && readyMessages > 0 && room && deliveryCount.get() == previousDeliveryCount;
    }

    // Fewer than the prefetch leave no trace at all, but go back to the queue with the channel. One that has nothing to
    // do costs nothing to renew.
    private boolean isIdle() {
        idleChecks = deliveryCount.get() == previousDeliveryCount && unacknowledged.isEmpty() && buffered.isEmpty()
                ? idleChecks + 1
                : 0;
        return queue.shared() && idleChecks > 0 && idleChecks % IDLE_CHECKS == 0;
    }

    private boolean hasWork() {
        return !unacknowledged.isEmpty() || !buffered.isEmpty() || readyMessages > 0;
    }

    /** Whether there has been something to do for that long and nothing was done. */
    boolean isStalledFor(Duration duration) {
        return hasWork() && System.nanoTime() - lastProgress > duration.toNanos();
    }

    /** Takes no more, and ends when what is in hand is settled, or when that takes too long. */
    void stop() {
        stopping = true;
        stopAfter(() -> {
            Channel channel = current();
            if (channel != null) {
                try {
                    channel.basicCancel(consumerTag);
                } catch (IOException | AlreadyClosedException e) {
                    meters().stale(name());
                }
            }
            long end = System.nanoTime() + DRAIN_TIMEOUT.toNanos();
            while (!unacknowledged.isEmpty() && System.nanoTime() < end) {
                LockSupport.parkNanos(DRAIN_CHECK_NANOS);
            }
        });
    }
}
