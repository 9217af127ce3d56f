package dev.touchline.messaging;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

/**
 * One AMQP channel in confirm mode, opened again for as long as it takes. What is unconfirmed when it closes is
 * rejected at once: whether the broker has it can no longer be known.
 */
final class ConfirmChannel {

    private static final Logger LOG = Logger.getLogger(ConfirmChannel.class);
    private static final int PERSISTENT = 2;
    private static final int CLOSE_SECONDS = 5;
    private static final int ABORT_MILLIS = 1_000;

    private final String name;
    private final String exchange;
    private final BrokerConnection broker;
    private final Topology topology;
    // The only thread that opens and publishes, so that the numbers of the messages are known before their confirms.
    private final ScheduledExecutorService thread;
    private volatile Open open;

    ConfirmChannel(String name, String exchange, BrokerConnection broker, Topology topology) {
        this.name = name;
        this.exchange = exchange;
        this.broker = broker;
        this.topology = topology;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread started = new Thread(task, "publish-" + name);
            started.setDaemon(true);
            return started;
        });
    }

    /** An open channel and what it has not confirmed yet; both end together. */
    private record Open(
            Connection connection, Channel channel, ConcurrentNavigableMap<Long, Message<byte[]>> unconfirmed) {

        void confirmed(long number, boolean multiple) {
            take(number, multiple).forEach(Message::ack);
        }

        void refused(long number, boolean multiple) {
            take(number, multiple).forEach(message -> message.nack(new IOException("the broker refused it")));
        }

        private List<Message<byte[]>> take(long number, boolean multiple) {
            if (!multiple) {
                Message<byte[]> message = unconfirmed.remove(number);
                return message == null ? List.of() : List.of(message);
            }
            List<Message<byte[]>> taken = new ArrayList<>();
            for (Long earlier : unconfirmed.headMap(number, true).keySet()) {
                Message<byte[]> message = unconfirmed.remove(earlier);
                if (message != null) {
                    taken.add(message);
                }
            }
            return taken;
        }

        void rejectAll(Exception cause) {
            take(Long.MAX_VALUE, true).forEach(message -> message.nack(cause));
        }
    }

    boolean isOpen() {
        Open current = open;
        return current != null && current.channel().isOpen();
    }

    /** Begins to open it, and keeps it open from then on. */
    void open() {
        submit(this::openOrRetry);
    }

    /** Publishes the message, and acknowledges or rejects it, in any case and once. */
    void publish(Message<byte[]> message) {
        if (!submit(() -> send(message))) {
            message.nack(new IOException("the application is stopping"));
        }
    }

    /** Waits a moment for what is unconfirmed, and closes. */
    void close() {
        submit(() -> {
            Open current = open;
            open = null;
            if (current != null) {
                try {
                    current.channel().waitForConfirms(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (TimeoutException | IllegalStateException | ShutdownSignalException e) {
                    LOG.warnf("Channel %s closed with messages unconfirmed", name);
                }
                current.connection().abort(ABORT_MILLIS);
                current.rejectAll(new IOException("the application is stopping"));
            }
        });
        thread.shutdown();
    }

    private boolean submit(Runnable task) {
        try {
            thread.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void openOrRetry() {
        if (isOpen()) {
            return;
        }
        try {
            Connection connection = broker.open(name);
            try {
                opened(connection);
            } catch (IOException | RuntimeException e) {
                connection.abort(ABORT_MILLIS);
                throw e;
            }
        } catch (IOException | TimeoutException | RuntimeException e) {
            LOG.warnf("Channel %s is not open, trying again in a second: %s", name, BrokerConnection.reason(e));
            retry();
        }
    }

    private void opened(Connection connection) throws IOException {
        Channel channel = connection.createChannel();
        topology.declare(channel);
        channel.confirmSelect();
        Open opened = new Open(connection, channel, new ConcurrentSkipListMap<>());
        channel.addConfirmListener(opened::confirmed, opened::refused);
        open = opened;
        // Called at once if it has closed already.
        channel.addShutdownListener(cause -> {
            opened.rejectAll(cause);
            if (open == opened) {
                LOG.warnf("Channel %s has closed: %s", name, cause.getMessage());
                connection.abort(ABORT_MILLIS);
                submit(this::openOrRetry);
            }
        });
        LOG.infof("Channel %s is open", name);
    }

    private void retry() {
        try {
            thread.schedule(this::openOrRetry, 1, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debugf("Channel %s stays closed: the application is stopping", name);
        }
    }

    private void send(Message<byte[]> message) {
        Open current = open;
        if (current == null || !current.channel().isOpen()) {
            message.nack(new IOException("there is no connection to the broker"));
            return;
        }
        ConfirmingConnector.Address address =
                message.getMetadata(ConfirmingConnector.Address.class).orElseThrow();
        BasicProperties properties = new BasicProperties.Builder()
                .contentType(address.contentType())
                .deliveryMode(PERSISTENT)
                .timestamp(new Date())
                .build();
        long number = current.channel().getNextPublishSeqNo();
        current.unconfirmed().put(number, message);
        try {
            current.channel().basicPublish(exchange, address.routingKey(), properties, message.getPayload());
        } catch (IOException | ShutdownSignalException e) {
            // The channel is closing, and rejects what is left of it; this one may have come too late for that.
            current.refused(number, false);
        }
        if (!current.channel().isOpen()) {
            current.rejectAll(new IOException("the connection to the broker was lost"));
        }
    }
}
