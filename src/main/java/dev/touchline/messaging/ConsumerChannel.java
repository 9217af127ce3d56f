package dev.touchline.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
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
final class ConsumerChannel extends LastingChannel {

    private static final Duration DRAIN = Duration.ofSeconds(8);
    private static final long LOOK_AGAIN_NANOS = 10_000_000;
    private static final long COUNT_SECONDS = 5;
    private static final int QUIET_COUNTS = 2;

    private final ConsumedQueue queue;
    private final int prefetch;
    private final Queue<Arrived> waiting = new ConcurrentLinkedQueue<>();
    private final UnicastProcessor<Arrived> arrivals = UnicastProcessor.create(waiting, () -> {});
    private final Set<Arrived> inHand = ConcurrentHashMap.newKeySet();
    private volatile String consumerTag;
    private volatile Channel cancelled;
    private volatile boolean stopping;
    private final AtomicLong delivered = new AtomicLong();
    private long deliveredBefore;
    private int quiet;
    private volatile long ready;
    private volatile long progress = System.nanoTime();

    ConsumerChannel(
            String name,
            ConsumedQueue queue,
            int prefetch,
            BrokerConnection broker,
            Topology topology,
            MessagingMeters meters) {
        super(name, broker, topology, meters);
        this.queue = queue;
        this.prefetch = prefetch;
        meters.begin(name, MessagingMeters.REDELIVERED, MessagingMeters.STALE);
        meters.gauge("unsettled", name, () -> waiting.size() + inHand.size());
        meters.gauge("queue.ready", name, () -> ready);
    }

    /** A delivery, known by itself and not by what it holds. */
    private static final class Arrived {
        private final Channel channel;
        private final Envelope envelope;
        private final BasicProperties properties;
        private final byte[] body;

        Arrived(Channel channel, Envelope envelope, BasicProperties properties, byte[] body) {
            this.channel = channel;
            this.envelope = envelope;
            this.properties = properties;
            this.body = body;
        }
    }

    /** The deliveries, as they are asked for, from when the channel is opened. */
    Multi<Message<byte[]>> messages() {
        every(COUNT_SECONDS, this::countReady);
        return arrivals.filter(arrived -> !stopping).map(this::handOn);
    }

    @Override
    void prepare(Channel channel) throws IOException {
        queue.declare(channel);
        channel.basicQos(prefetch);
        progress = System.nanoTime();
        consumerTag = channel.basicConsume(queue.name(), false, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
                if (!busy()) {
                    progress = System.nanoTime();
                }
                if (envelope.isRedeliver()) {
                    meters().redelivered(name());
                }
                delivered.incrementAndGet();
                arrivals.onNext(new Arrived(channel, envelope, properties, body));
            }

            @Override
            public void handleCancel(String tag) {
                cancelled = channel;
                giveUp(channel, "the broker cancelled the consumer");
            }
        });
    }

    // If the queue was deleted, nobody delivers again what waits here; else it comes twice, which is harmless, but
    // would add up over many reconnects.
    @Override
    void closed(Channel channel, ShutdownSignalException cause) {
        if (channel != cancelled && !queueIsGone(cause)) {
            waiting.removeIf(arrived -> arrived.channel == channel);
        }
    }

    // Asking for a deleted queue may be answered before the cancellation comes.
    private static boolean queueIsGone(ShutdownSignalException cause) {
        return cause.getReason() instanceof AMQP.Channel.Close close && close.getReplyCode() == AMQP.NOT_FOUND;
    }

    private Message<byte[]> handOn(Arrived arrived) {
        inHand.add(arrived);
        Delivery delivery = new Delivery(
                arrived.envelope.isRedeliver(),
                arrived.envelope.getExchange(),
                arrived.envelope.getRoutingKey(),
                arrived.properties.getContentType());
        long tag = arrived.envelope.getDeliveryTag();
        return Message.of(arrived.body)
                .addMetadata(delivery)
                .addMetadata(TracingMetadata.withPrevious(Tracing.read(arrived.properties.getHeaders())))
                .withAck(() -> settle(arrived, channel -> channel.basicAck(tag, false)))
                // Without requeueing: whoever rejects has tried often enough, and RabbitMQ 4.3 does not count
                // requeued deliveries towards the limit (fault 8).
                .withNack(reason -> settle(arrived, channel -> channel.basicReject(tag, false)));
    }

    @FunctionalInterface
    private interface Settling {
        void on(Channel channel) throws IOException;
    }

    private CompletionStage<Void> settle(Arrived arrived, Settling settling) {
        return Uni.createFrom()
                .<Void>item(() -> {
                    try {
                        settling.on(arrived.channel);
                    } catch (AlreadyClosedException | IOException e) {
                        meters().stale(name());
                    }
                    progress = System.nanoTime();
                    inHand.remove(arrived);
                    return null;
                })
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .subscribeAsCompletionStage();
    }

    private void countReady() {
        Channel channel = current();
        long count = 0;
        if (channel != null) {
            try {
                // Its binding goes when the exchange is deleted, which the consumer is not told.
                queue.declare(channel);
                AMQP.Queue.DeclareOk found = channel.queueDeclarePassive(queue.name());
                count = found.getMessageCount();
                if (found.getConsumerCount() == 0 || isForgotten(count)) {
                    // What waits here is of the queue before, which gives nothing back.
                    cancelled = channel;
                    giveUp(channel, "the broker has forgotten the consumer");
                } else if (isQuiet()) {
                    renew(channel);
                }
            } catch (IOException | TimeoutException | RuntimeException e) {
                // The queue is not there, or the connection: either way the channel is opened again, and the queue with
                // it.
                giveUp(channel, BrokerConnection.reason(e));
            }
        }
        if (!busy()) {
            progress = System.nanoTime();
        }
        ready = count;
        deliveredBefore = delivered.get();
    }

    // A queue that is deleted and at once declared again keeps its consumers without telling them, and RabbitMQ before
    // 4
    // then drops what the new queue has for them: it consumes again, and forgets that it did. As many messages as the
    // prefetch are stuck; the others stay ready, and what is ready twice in a row while there is room has nobody.
    private boolean isForgotten(long count) {
        boolean room = waiting.size() + inHand.size() < prefetch;
        return count > 0 && ready > 0 && room && delivered.get() == deliveredBefore;
    }

    // Fewer than the prefetch leave no trace at all, but go back to the queue with the channel. One that has nothing to
    // do costs nothing to renew.
    private boolean isQuiet() {
        quiet = delivered.get() == deliveredBefore && inHand.isEmpty() && waiting.isEmpty() ? quiet + 1 : 0;
        return queue.shared() && quiet > 0 && quiet % QUIET_COUNTS == 0;
    }

    private boolean busy() {
        return !inHand.isEmpty() || !waiting.isEmpty() || ready > 0;
    }

    /** Whether there has been something to do for that long and nothing was done. */
    boolean stalledFor(Duration duration) {
        return busy() && System.nanoTime() - progress > duration.toNanos();
    }

    /** Takes no more, and ends when what is in hand is settled, or when that takes too long. */
    void stop() {
        stopping = true;
        endAfter(() -> {
            Channel channel = current();
            if (channel != null) {
                try {
                    channel.basicCancel(consumerTag);
                } catch (IOException | AlreadyClosedException e) {
                    meters().stale(name());
                }
            }
            long end = System.nanoTime() + DRAIN.toNanos();
            while (!inHand.isEmpty() && System.nanoTime() < end) {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        });
    }
}
