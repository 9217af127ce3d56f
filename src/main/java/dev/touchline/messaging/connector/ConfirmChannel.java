package dev.touchline.messaging.connector;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BlockedCallback;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import dev.touchline.logging.ThrottledLog;
import dev.touchline.messaging.meter.MessagingMeters;
import dev.touchline.messaging.topology.BrokerConnections;
import dev.touchline.messaging.topology.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * A channel in confirm mode (ADR 1, fault 5), pipelined (fault 7). Outstanding messages are nacked as soon as the
 * channel closes, since the broker may or may not have them: the stock connector leaves them pending and takes the
 * confirms of later messages for theirs (fault 4). Unroutable mandatory messages are nacked too (fault 6).
 */
final class ConfirmChannel extends RecoveringChannel {

    private static final Logger LOG = Logger.getLogger(ConfirmChannel.class);
    private static final int PERSISTENT = 2;
    private static final String BROKER_BLOCKED = "the broker blocks publishers (memory or disk alarm)";
    private static final String NO_CONNECTION = "there is no connection to the broker";
    private static final int SHUTDOWN_CONFIRM_SECONDS = 5;
    private static final long CHECK_SECONDS = 1;

    private final String exchange;
    private final String user;
    private final boolean mandatory;
    private final Duration confirmTimeout;
    private final Map<Channel, OutstandingConfirms> outstanding = new ConcurrentHashMap<>();
    private final ThrottledLog unroutable = new ThrottledLog(LOG);
    private final ThrottledLog blocking = new ThrottledLog(LOG);
    private volatile boolean blocked;

    /**
     * @param mandatory true to nack unroutable messages
     * @param confirmTimeout age of the oldest outstanding confirm at which the channel is reopened
     */
    ConfirmChannel(
            String name,
            String exchange,
            boolean mandatory,
            Duration confirmTimeout,
            BrokerConnections connections,
            Topology topology,
            MessagingMeters meters) {
        super(name, connections, topology, meters);
        this.exchange = exchange;
        this.user = connections.username();
        this.mandatory = mandatory;
        this.confirmTimeout = confirmTimeout;
        meters.registerOutgoing(name);
        scheduleEvery(CHECK_SECONDS, this::closeIfConfirmsOverdue);
    }

    private record OutstandingMessage(Message<byte[]> message, long sentAt) {}

    /** The broker refuses this message: no queue is bound for it, or a queue is full. */
    static final class RefusedException extends IOException {
        RefusedException(String message) {
            super(message);
        }
    }

    /** Outstanding messages of a channel by publish sequence number. */
    private static final class OutstandingConfirms {
        private final ConcurrentNavigableMap<Long, OutstandingMessage> messages = new ConcurrentSkipListMap<>();
        private final AtomicBoolean ensuring = new AtomicBoolean();
        private final String id = UUID.randomUUID().toString();

        String messageId(long number) {
            return id + "-" + number;
        }

        void ack(long number, boolean multiple) {
            remove(number, multiple).forEach(Message::ack);
        }

        void nack(long number, boolean multiple) {
            remove(number, multiple).forEach(message -> message.nack(new RefusedException("the broker sent a nack")));
        }

        // The return precedes the confirm, which then finds no message.
        void returned(Return returned) {
            remove(Long.parseLong(returned.getProperties().getCorrelationId()), false)
                    .forEach(message -> message.nack(
                            new RefusedException("the message is unroutable: " + returned.getReplyText())));
        }

        void rejectAll(Exception cause) {
            remove(Long.MAX_VALUE, true).forEach(message -> message.nack(cause));
        }

        boolean isOverdue(Duration duration) {
            Map.Entry<Long, OutstandingMessage> oldest = messages.firstEntry();
            return oldest != null && System.nanoTime() - oldest.getValue().sentAt() > duration.toNanos();
        }

        private List<Message<byte[]>> remove(long number, boolean multiple) {
            Collection<Long> numbers = multiple ? messages.headMap(number, true).keySet() : List.of(number);
            return numbers.stream()
                    .map(messages::remove)
                    .filter(Objects::nonNull)
                    .<Message<byte[]>>map(OutstandingMessage::message)
                    .toList();
        }
    }

    /** False while the channel is closed or the broker blocks publishers for lack of memory or disk space. */
    boolean isAccepting() {
        return isOpen() && !blocked;
    }

    String unavailability() {
        return isOpen() ? BROKER_BLOCKED : closedBecause();
    }

    @Override
    void prepare(Channel channel) throws IOException {
        channel.confirmSelect();
        OutstandingConfirms confirms = new OutstandingConfirms();
        outstanding.put(channel, confirms);
        channel.addConfirmListener(confirms::ack, confirms::nack);
        channel.addReturnListener(returned -> {
            confirms.returned(returned);
            // A consumer would declare the queue again, but there may be none, and dead-letters never has one.
            if (confirms.ensuring.compareAndSet(false, true)) {
                unroutable.warn(
                        "Channel %s: a message to exchange %s with routing key %s is unroutable; run the command topology"
                                + " unless this process declares the queues",
                        name(), returned.getExchange(), returned.getRoutingKey());
                ensureTopology(channel);
                submit(() -> confirms.ensuring.set(false));
            }
        });
        blocked = false;
        BlockedCallback onBlocked = reason -> {
            blocking.warn("The broker blocks channel %s: %s", name(), reason);
            blocked = true;
            // The broker may still confirm, but the senders must not wait for the end of the alarm.
            confirms.rejectAll(new IOException(BROKER_BLOCKED));
        };
        channel.getConnection().addBlockedListener(onBlocked, () -> {
            LOG.infof("The broker no longer blocks channel %s", name());
            blocked = false;
        });
    }

    @Override
    void onClosed(Channel channel, ShutdownSignalException cause) {
        OutstandingConfirms lost = outstanding.remove(channel);
        if (lost != null) {
            lost.rejectAll(cause);
        }
    }

    /** Publishes the message and acks or nacks it, always and once. */
    void publish(Message<byte[]> message) {
        // Checked on the caller's thread: the channel's own may be blocked in a write that the broker does not read.
        if (!isAccepting()) {
            message.nack(new IOException(isOpen() ? BROKER_BLOCKED : NO_CONNECTION));
        } else if (!submit(() -> send(message))) {
            message.nack(new IOException("the application is stopping"));
        }
    }

    /** Waits up to {@value #SHUTDOWN_CONFIRM_SECONDS} s for outstanding confirms, then closes the channel. */
    void stop() {
        stopAfter(() -> {
            Channel channel = current();
            if (channel != null) {
                try {
                    channel.waitForConfirms(TimeUnit.SECONDS.toMillis(SHUTDOWN_CONFIRM_SECONDS));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (TimeoutException | IllegalStateException | ShutdownSignalException e) {
                    LOG.warnf("Channel %s ends with outstanding confirms", name());
                }
            }
        });
    }

    // If a queue is deleted while many messages are on their way to it, RabbitMQ 3.10 and 3.11 stop reading from the
    // channel for good. The sender of the oldest message has timed out by now.
    private void closeIfConfirmsOverdue() {
        Channel channel = current();
        OutstandingConfirms confirms = channel == null ? null : outstanding.get(channel);
        if (confirms != null && confirms.isOverdue(confirmTimeout)) {
            closeAndReopen(channel, "no confirm within " + confirmTimeout.toMillis() + " ms");
        }
    }

    private void send(Message<byte[]> message) {
        Channel channel = current();
        OutstandingConfirms confirms = channel == null ? null : outstanding.get(channel);
        if (confirms == null) {
            message.nack(new IOException(NO_CONNECTION));
            return;
        }
        OutgoingMetadata metadata = message.getMetadata(OutgoingMetadata.class).orElseThrow();
        long number = channel.getNextPublishSeqNo();
        MessageProperties given = metadata.properties();
        BasicProperties properties = new BasicProperties.Builder()
                .contentType(given.contentType())
                .deliveryMode(PERSISTENT)
                .timestamp(given.timestamp() == null ? new Date() : Date.from(given.timestamp()))
                // The broker refuses the name of another user, so that consumers can rely on it.
                .userId(user)
                .messageId(given.messageId() == null ? confirms.messageId(number) : given.messageId())
                // Identifies a returned message.
                .correlationId(mandatory ? String.valueOf(number) : null)
                .headers(given.headers())
                .build();
        confirms.messages.put(number, new OutstandingMessage(message, System.nanoTime()));
        try {
            String target = metadata.exchange() == null ? exchange : metadata.exchange();
            channel.basicPublish(target, metadata.routingKey(), mandatory, properties, message.getPayload());
        } catch (IOException | ShutdownSignalException e) {
            // The closing channel nacks its outstanding messages, but may have done so before this one was added.
            confirms.nack(number, false);
        } catch (RuntimeException e) {
            // AMQP cannot encode the message: it was counted but not sent, so later sequence numbers are wrong.
            confirms.remove(number, false).forEach(unsent -> unsent.nack(e));
            closeAndReopen(channel, "a message cannot be encoded: " + e.getMessage());
        }
        if (!channel.isOpen()) {
            confirms.rejectAll(new IOException("the connection to the broker was lost"));
        } else if (blocked) {
            // The broker blocked the channel before this message was added.
            confirms.rejectAll(new IOException(BROKER_BLOCKED));
        }
    }
}
