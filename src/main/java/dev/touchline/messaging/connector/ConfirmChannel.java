package dev.touchline.messaging.connector;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import dev.touchline.messaging.topology.BrokerConnections;
import dev.touchline.messaging.topology.Topology;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
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
 * A channel in confirm mode. What is unconfirmed when it closes is rejected at once, since whether the broker has it
 * can no longer be known; the stock connector leaves it hanging, and takes the confirms of later messages for it
 * (fault 4). What the broker could route to no queue is rejected, too (fault 6).
 */
final class ConfirmChannel extends RecoveringChannel {

    private static final Logger LOG = Logger.getLogger(ConfirmChannel.class);
    private static final int PERSISTENT = 2;
    private static final String BROKER_BLOCKED = "the broker takes nothing at the moment";
    private static final int SHUTDOWN_CONFIRM_SECONDS = 5;
    private static final long CHECK_SECONDS = 1;

    private final String exchange;
    private final boolean mandatory;
    private final Duration confirmTimeout;
    private final Map<Channel, OutstandingConfirms> outstanding = new ConcurrentHashMap<>();
    private volatile boolean blocked;

    /**
     * @param exchange where messages go that name no other
     * @param mandatory whether every message must reach a queue
     * @param confirmTimeout how long the broker may take to confirm before the channel is given up
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
        this.mandatory = mandatory;
        this.confirmTimeout = confirmTimeout;
        meters.beginOutgoing(name);
        scheduleEvery(CHECK_SECONDS, this::closeIfConfirmsOverdue);
    }

    private record OutstandingMessage(Message<byte[]> message, long sentAt) {}

    /** What a channel has been given and has not confirmed, by number. */
    private static final class OutstandingConfirms {
        private final ConcurrentNavigableMap<Long, OutstandingMessage> messages = new ConcurrentSkipListMap<>();
        private final AtomicBoolean redeclaring = new AtomicBoolean();
        private final String id = UUID.randomUUID().toString();

        String messageId(long number) {
            return id + "-" + number;
        }

        void ack(long number, boolean multiple) {
            take(number, multiple).forEach(Message::ack);
        }

        void nack(long number, boolean multiple) {
            take(number, multiple).forEach(message -> message.nack(new IOException("the broker refused it")));
        }

        // Comes before the confirm, which then finds nothing.
        void returned(Return returned) {
            take(Long.parseLong(returned.getProperties().getCorrelationId()), false)
                    .forEach(message ->
                            message.nack(new IOException("no queue would take it: " + returned.getReplyText())));
        }

        void rejectAll(Exception cause) {
            take(Long.MAX_VALUE, true).forEach(message -> message.nack(cause));
        }

        boolean isOverdue(Duration duration) {
            Map.Entry<Long, OutstandingMessage> oldest = messages.firstEntry();
            return oldest != null && System.nanoTime() - oldest.getValue().sentAt() > duration.toNanos();
        }

        private List<Message<byte[]>> take(long number, boolean multiple) {
            if (!multiple) {
                OutstandingMessage sent = messages.remove(number);
                return sent == null ? List.of() : List.of(sent.message());
            }
            List<Message<byte[]>> taken = new ArrayList<>();
            for (Long earlier : messages.headMap(number, true).keySet()) {
                OutstandingMessage sent = messages.remove(earlier);
                if (sent != null) {
                    taken.add(sent.message());
                }
            }
            return taken;
        }
    }

    /** Whether the broker takes messages: it does not while it is short of memory or disk space. */
    boolean isAccepting() {
        return isOpen() && !blocked;
    }

    /** Why it takes no messages, for people. */
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
            // Whoever consumes the queue would bring it back, but there may be no such process, and nobody consumes the
            // dead letters.
            if (confirms.redeclaring.compareAndSet(false, true)) {
                LOG.warnf("No queue takes what is published to %s: declaring it again", returned.getExchange());
                redeclareTopology(channel);
                submit(() -> confirms.redeclaring.set(false));
            }
        });
        blocked = false;
        channel.getConnection().addBlockedListener(new BlockedListener() {
            @Override
            public void handleBlocked(String reason) {
                LOG.warnf("The broker takes nothing from channel %s: %s", name(), reason);
                blocked = true;
                // They may yet be taken, but not while anyone is waiting.
                confirms.rejectAll(new IOException(BROKER_BLOCKED));
            }

            @Override
            public void handleUnblocked() {
                LOG.infof("The broker takes messages from channel %s again", name());
                blocked = false;
            }
        });
    }

    @Override
    void onClosed(Channel channel, ShutdownSignalException cause) {
        OutstandingConfirms lost = outstanding.remove(channel);
        if (lost != null) {
            lost.rejectAll(cause);
        }
    }

    /** Publishes the message, and acknowledges or rejects it, in any case and once. */
    void publish(Message<byte[]> message) {
        // Not on its thread, which may be stuck in a socket that the broker does not read from.
        if (!isAccepting()) {
            message.nack(new IOException(isOpen() ? BROKER_BLOCKED : "there is no connection to the broker"));
        } else if (!submit(() -> send(message))) {
            message.nack(new IOException("the application is stopping"));
        }
    }

    /** Waits a moment for what is unconfirmed, and ends. */
    void stop() {
        stopAfter(() -> {
            Channel channel = current();
            if (channel != null) {
                try {
                    channel.waitForConfirms(TimeUnit.SECONDS.toMillis(SHUTDOWN_CONFIRM_SECONDS));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (TimeoutException | IllegalStateException | ShutdownSignalException e) {
                    LOG.warnf("Channel %s ends with messages unconfirmed", name());
                }
            }
        });
    }

    // A channel that had many messages on their way to a queue when it was deleted may never be answered again, since
    // RabbitMQ 3.10 and 3.11 stop reading from it because of that queue, and forget to go on. Whoever waits for the
    // oldest has given up by now.
    private void closeIfConfirmsOverdue() {
        Channel channel = current();
        OutstandingConfirms confirms = channel == null ? null : outstanding.get(channel);
        if (confirms != null && confirms.isOverdue(confirmTimeout)) {
            closeAndReopen(channel, "the broker does not confirm");
        }
    }

    private void send(Message<byte[]> message) {
        Channel channel = current();
        OutstandingConfirms confirms = channel == null ? null : outstanding.get(channel);
        if (confirms == null) {
            message.nack(new IOException("there is no connection to the broker"));
            return;
        }
        OutgoingMetadata address = message.getMetadata(OutgoingMetadata.class).orElseThrow();
        long number = channel.getNextPublishSeqNo();
        MessageProperties given = address.properties();
        BasicProperties properties = new BasicProperties.Builder()
                .contentType(given.contentType())
                .deliveryMode(PERSISTENT)
                .timestamp(given.timestamp() == null ? new Date() : Date.from(given.timestamp()))
                .messageId(given.messageId() == null ? confirms.messageId(number) : given.messageId())
                // Comes back with what is returned, and is of no use to anyone else.
                .correlationId(mandatory ? String.valueOf(number) : null)
                .headers(given.headers())
                .build();
        confirms.messages.put(number, new OutstandingMessage(message, System.nanoTime()));
        try {
            channel.basicPublish(exchange, address.routingKey(), mandatory, properties, message.getPayload());
        } catch (IOException | ShutdownSignalException e) {
            // The channel is closing, and rejects what is left of it; this one may have come too late for that.
            confirms.nack(number, false);
        } catch (RuntimeException e) {
            // Not sent, since AMQP cannot say it, and counted all the same: from here on, confirms are of others.
            confirms.take(number, false).forEach(unsent -> unsent.nack(e));
            closeAndReopen(channel, "a message cannot be written: " + e.getMessage());
        }
        if (!channel.isOpen()) {
            confirms.rejectAll(new IOException("the connection to the broker was lost"));
        } else if (blocked) {
            // It was so when this was on its way here, and whoever said so did not find it.
            confirms.rejectAll(new IOException(BROKER_BLOCKED));
        }
    }
}
