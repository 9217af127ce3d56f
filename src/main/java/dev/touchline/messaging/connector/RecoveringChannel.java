package dev.touchline.messaging.connector;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import dev.touchline.messaging.topology.BrokerConnections;
import dev.touchline.messaging.topology.Topology;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * One AMQP channel on a connection of its own, opened again for as long as it takes: the stock connector waits ten
 * seconds between attempts (fault 2), and remembers the last failure for good when they run out (fault 13). The
 * topology is declared on it each time, so that what was deleted in the meantime is there again before it is used.
 */
abstract class RecoveringChannel {

    private static final Logger LOG = Logger.getLogger(RecoveringChannel.class);
    private static final int ABORT_MILLIS = 1_000;
    private static final long REMINDER_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private final BrokerConnections connections;
    private final Topology topology;
    private final MessagingMeters meters;
    // The only thread that opens, publishes and closes.
    private final ScheduledExecutorService executor;
    private volatile Channel openChannel;
    private volatile String closedBecause = "no connection yet";
    private volatile boolean stopped;
    // Of the channel's own thread.
    private long warnedAt;

    RecoveringChannel(String name, BrokerConnections connections, Topology topology, MessagingMeters meters) {
        this.name = name;
        this.connections = connections;
        this.topology = topology;
        this.meters = meters;
        meters.register(name, MessagingMeters.RECONNECTS);
        this.executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread started = new Thread(task, "amqp-" + name);
            started.setDaemon(true);
            return started;
        });
    }

    /** Makes an open channel ready for use; if this fails, the channel is closed and opened anew. */
    abstract void prepare(Channel channel) throws IOException;

    /** The channel has closed, for whatever reason. Called once for each channel that was prepared. */
    abstract void onClosed(Channel channel, ShutdownSignalException cause);

    final String name() {
        return name;
    }

    final MessagingMeters meters() {
        return meters;
    }

    /** The channel, or null while there is none. */
    final Channel current() {
        Channel current = openChannel;
        return current != null && current.isOpen() ? current : null;
    }

    final boolean isOpen() {
        return current() != null;
    }

    /** Why the channel is not open, for people. */
    final String closedBecause() {
        return closedBecause;
    }

    /** Begins to open it, and keeps it open from then on. */
    final void open() {
        submit(this::openOrRetry);
    }

    /** Runs the task on the channel's own thread; false if the channel has ended. */
    final boolean submit(Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Runs the task on the channel's own thread every so often. */
    final void scheduleEvery(long seconds, Runnable task) {
        executor.scheduleWithFixedDelay(task, seconds, seconds, TimeUnit.SECONDS);
    }

    /** Declares the topology on the channel once more: something of it is no longer there. */
    final void redeclareTopology(Channel channel) {
        submit(() -> {
            try {
                topology.declare(channel);
            } catch (IOException | RuntimeException e) {
                closeAndReopen(channel, BrokerConnections.reason(e));
            }
        });
    }

    /** Gives the channel up, so that another one is opened. */
    final void closeAndReopen(Channel channel, String reason) {
        LOG.warnf("Channel %s is given up: %s", name, reason);
        channel.getConnection().abort(ABORT_MILLIS);
    }

    /** Puts another channel of the same connection in its place; what the broker still has for the old goes back. */
    final void renew(Channel channel) throws IOException, TimeoutException {
        Channel next = channel.getConnection().createChannel();
        if (next == null) {
            throw new IOException("the connection has no more channels");
        }
        prepare(next);
        activate(next);
        channel.close();
    }

    /** Runs the task, closes, and stays closed. */
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

    /** Waits until it has ended. */
    final void awaitTermination(long seconds) {
        try {
            if (!executor.awaitTermination(seconds, TimeUnit.SECONDS)) {
                LOG.warnf("Channel %s has not ended in time", name);
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

    // A broker that is away for hours is one line a minute for each channel.
    private void warnNotOpen(String reason) {
        long now = System.nanoTime();
        if (!reason.equals(closedBecause) || now - warnedAt > REMINDER_NANOS) {
            LOG.warnf("Channel %s is not open, trying again every second: %s", name, reason);
            warnedAt = now;
        }
        closedBecause = reason;
    }

    private void openOn(Connection connection) throws IOException {
        Channel channel = connection.createChannel();
        topology.declare(channel);
        prepare(channel);
        if (openChannel != null) {
            meters.reconnected(name);
        }
        activate(channel);
        LOG.infof("Channel %s is open", name);
    }

    private void activate(Channel channel) {
        Connection connection = channel.getConnection();
        openChannel = channel;
        // Called at once if it has closed already.
        channel.addShutdownListener(cause -> {
            onClosed(channel, cause);
            if (!stopped && channel == openChannel) {
                LOG.warnf("Channel %s has closed: %s", name, cause.getMessage());
                closedBecause = cause.getMessage();
                connection.abort(ABORT_MILLIS);
                submit(this::openOrRetry);
            }
        });
    }

    private void scheduleRetry() {
        try {
            executor.schedule(this::openOrRetry, 1, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debugf("Channel %s stays closed: the application is stopping", name);
        }
    }
}
