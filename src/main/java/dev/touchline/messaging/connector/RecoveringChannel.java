package dev.touchline.messaging.connector;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import dev.touchline.logging.ThrottledLog;
import dev.touchline.messaging.meter.MessagingMeters;
import dev.touchline.messaging.topology.BrokerConnections;
import dev.touchline.messaging.topology.Topology;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * One AMQP channel on a connection of its own, which is reopened every second without limit: the stock connector waits
 * ten seconds between attempts (ADR 1, fault 2) and keeps the last failure for good when they run out (ADR 1, fault
 * 13). Each time the topology is declared first, so that deleted exchanges and queues exist again, or checked where the
 * process does not declare it.
 */
abstract class RecoveringChannel {

    private static final Logger LOG = Logger.getLogger(RecoveringChannel.class);
    private static final int ABORT_MILLIS = 1_000;
    // About a second, spread, so that the processes do not come all at once after a restart of the broker.
    private static final long MIN_RETRY_MILLIS = 500;
    private static final long MAX_RETRY_MILLIS = 1_500;
    private static final long REMINDER_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private final BrokerConnections connections;
    private final Topology topology;
    private final MessagingMeters meters;
    // Opens, publishes and closes on its only thread.
    private final ScheduledExecutorService executor;
    private volatile Channel openChannel;
    private volatile String closedBecause = "no connection yet";
    private volatile boolean stopped;
    // A channel may open and close again with every attempt.
    private final ThrottledLog closings = new ThrottledLog(LOG);
    private final ThrottledLog openings = new ThrottledLog(LOG);
    private final ThrottledLog attempts = new ThrottledLog(LOG);
    // Confined to the executor's thread.
    private long warnedAt;

    RecoveringChannel(String name, BrokerConnections connections, Topology topology, MessagingMeters meters) {
        this.name = name;
        this.connections = connections;
        this.topology = topology;
        this.meters = meters;
        meters.register(name, MessagingMeters.RECONNECTS);
        this.executor = Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("amqp-" + name, true));
    }

    /** Prepares a new channel; after an exception, the channel is closed and another one opened. */
    abstract void prepare(Channel channel) throws IOException;

    /** Called once for each prepared channel, after it has closed. */
    abstract void onClosed(Channel channel, ShutdownSignalException cause);

    final String name() {
        return name;
    }

    final void count(String counter) {
        meters.count(counter, name);
    }

    /** The open channel, or null. */
    final Channel current() {
        Channel current = openChannel;
        return current != null && current.isOpen() ? current : null;
    }

    final boolean isOpen() {
        return current() != null;
    }

    /** Why the channel is not open, for log lines and health. */
    final String closedBecause() {
        return closedBecause;
    }

    /** Opens the channel and keeps it open from now on. */
    final void open() {
        submit(this::openOrRetry);
    }

    /** Runs the task on the channel's own thread; false after the stop. */
    final boolean submit(Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    final void scheduleEvery(long seconds, Runnable task) {
        executor.scheduleWithFixedDelay(task, seconds, seconds, TimeUnit.SECONDS);
    }

    final void ensureTopology(Channel channel) {
        submit(() -> {
            try {
                topology.ensure(channel);
            } catch (IOException | RuntimeException e) {
                closeAndReopen(channel, BrokerConnections.reason(e));
            }
        });
    }

    final void closeAndReopen(Channel channel, String reason) {
        closings.warn("Channel %s is closed and reopened: %s", name, reason);
        channel.getConnection().abort(ABORT_MILLIS);
    }

    /** Replaces a channel without unacknowledged messages by another one on the same connection. */
    final void renew(Channel channel) throws IOException, TimeoutException {
        Channel next = channel.getConnection()
                .openChannel()
                .orElseThrow(() -> new IOException("the connection has no more channels"));
        prepare(next);
        activate(next);
        channel.close();
    }

    /** Runs the task and closes the channel for good. */
    final void stopAfter(Runnable task) {
        submit(() -> {
            try {
                task.run();
            } finally {
                stopped = true;
                Channel current = openChannel;
                if (current != null) {
                    current.getConnection().abort(ABORT_MILLIS);
                }
            }
        });
        executor.shutdown();
    }

    final void awaitTermination(long seconds) {
        try {
            if (!executor.awaitTermination(seconds, TimeUnit.SECONDS)) {
                LOG.warnf("Channel %s has not ended within %d s", name, seconds);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void openOrRetry() {
        if (stopped || isOpen()) {
            return;
        }
        try {
            Connection connection = connections.open(name);
            try {
                openOn(connection);
            } catch (IOException | RuntimeException e) {
                connection.abort(ABORT_MILLIS);
                throw e;
            }
        } catch (IOException | TimeoutException | RuntimeException e) {
            warnNotOpen(BrokerConnections.reason(e));
            scheduleRetry();
        }
    }

    // One line a minute per channel while the broker stays unavailable.
    private void warnNotOpen(String reason) {
        long now = System.nanoTime();
        if (!reason.equals(closedBecause) || now - warnedAt > REMINDER_NANOS) {
            attempts.warn("Channel %s is not open and is retried every second: %s", name, reason);
            warnedAt = now;
        }
        closedBecause = reason;
    }

    private void openOn(Connection connection) throws IOException {
        Channel channel = connection.createChannel();
        topology.ensure(channel);
        prepare(channel);
        if (openChannel != null) {
            count(MessagingMeters.RECONNECTS);
        }
        activate(channel);
        openings.info("Channel %s is open", name);
    }

    private void activate(Channel channel) {
        Connection connection = channel.getConnection();
        openChannel = channel;
        // The listener is called at once if the channel has closed already.
        channel.addShutdownListener(cause -> {
            onClosed(channel, cause);
            if (!stopped && channel == openChannel) {
                closings.warn("Channel %s has closed: %s", name, cause.getMessage());
                closedBecause = cause.getMessage();
                connection.abort(ABORT_MILLIS);
                submit(this::openOrRetry);
            }
        });
    }

    private void scheduleRetry() {
        try {
            long delay = ThreadLocalRandom.current().nextLong(MIN_RETRY_MILLIS, MAX_RETRY_MILLIS);
            executor.schedule(this::openOrRetry, delay, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debugf("Channel %s stays closed: the application is stopping", name);
        }
    }
}
