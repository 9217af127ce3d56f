package dev.touchline.messaging.deadletter;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import dev.touchline.messaging.topology.BrokerConnections;
import dev.touchline.messaging.topology.MessagingConfig;
import dev.touchline.messaging.topology.Topology;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The queue of what could not be processed, for whoever looks after it. A queue cannot be read without taking from it:
 * each look takes its messages and gives them back, and only one process at a time may do so.
 */
@ApplicationScoped
public class DeadLetterQueue {

    /** Messages that one look takes; those behind them show once these are dealt with. */
    private static final int MAX_MESSAGES = 10_000;

    private static final int ABORT_MILLIS = 1_000;
    private static final int PERSISTENT = 2;
    /** Exclusive, so that it is there as long as the connection of whoever has it. */
    private static final String LOCK_QUEUE = "dead-letters.in-use";

    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);

    private final BrokerConnections connections;
    private final Topology topology;
    private final MessagingConfig config;
    private final ReentrantLock lock = new ReentrantLock();

    DeadLetterQueue(BrokerConnections connections, Topology topology, MessagingConfig config) {
        this.connections = connections;
        this.topology = topology;
        this.config = config;
    }

    /** The queue cannot be used; nothing was lost. */
    public static final class QueueUnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        QueueUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * All of them, as far as one look reaches, in the order in which they were set aside; where that is not known, in
     * one that stays the same. The order of the queue does not: what is given back comes again in any order.
     *
     * @throws QueueUnavailableException if the broker is away or someone else is at them
     */
    public List<DeadLetter> list() throws QueueUnavailableException {
        List<DeadLetter> letters = new ArrayList<>();
        forEach(letter -> true, (channel, message, letter) -> letters.add(letter));
        letters.sort(DeadLetter.ORDER);
        return letters;
    }

    /**
     * What became of those that were chosen.
     *
     * @param done with how many it was done
     * @param failed with how many it cannot be done; they stay
     */
    public record Result(int done, int failed) {}

    /**
     * Publishes those that are chosen where they had been published at first, and takes them from the queue when the
     * broker has confirmed that. Where no queue takes one any more, it stays, and keeps no other back.
     *
     * @throws QueueUnavailableException if it could not be done for all of them; it may be done again, which is harmless
     */
    public Result redrive(Predicate<DeadLetter> filter) throws QueueUnavailableException {
        return forEach(filter, (channel, message, letter) -> {
            boolean taken = republish(channel.getConnection(), letter);
            if (taken) {
                channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
            }
            return taken;
        });
    }

    /**
     * Deletes those that are chosen.
     *
     * @return how many there were
     * @throws QueueUnavailableException if the broker is away or someone else is at them
     */
    public int delete(Predicate<DeadLetter> filter) throws QueueUnavailableException {
        return forEach(filter, (channel, message, letter) -> {
                    channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
                    return true;
                })
                .done();
    }

    @FunctionalInterface
    private interface Operation {
        boolean apply(Channel channel, GetResponse message, DeadLetter letter)
                throws IOException, TimeoutException, InterruptedException;
    }

    // Within this process one waits for the other; where it is another process, whoever asked may ask again.
    private Result forEach(Predicate<DeadLetter> filter, Operation operation) throws QueueUnavailableException {
        try {
            if (!lock.tryLock(LOCK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new QueueUnavailableException("someone else is at them", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueueUnavailableException("the application is stopping", e);
        }
        try {
            return forEachLocked(filter, operation);
        } finally {
            lock.unlock();
        }
    }

    private Result forEachLocked(Predicate<DeadLetter> filter, Operation operation) throws QueueUnavailableException {
        Connection connection = null;
        try {
            connection = connections.open("dead-letters");
            Channel channel = connection.createChannel();
            topology.declare(channel);
            channel.queueDeclare(LOCK_QUEUE, false, true, true, null);
            // What is redriven may come back at once; it is not dealt with twice.
            long there = Math.min(MAX_MESSAGES, channel.messageCount(Topology.DEAD_LETTER_QUEUE));
            Map<String, Integer> alike = new HashMap<>();
            int done = 0;
            int left = 0;
            long bytes = 0;
            long maxBytes = config.maxDeadLetterSize().bytes();
            for (long taken = 0; taken < there && bytes < maxBytes; taken++) {
                GetResponse message = channel.basicGet(Topology.DEAD_LETTER_QUEUE, false);
                if (message == null) {
                    break;
                }
                bytes += message.getBody().length;
                DeadLetter letter = DeadLetterHeaders.read(message);
                int before = alike.merge(letter.id(), 1, Integer::sum) - 1;
                if (before > 0) {
                    // Known by what it holds, like another one: whichever is meant, it is the same.
                    letter = letter.withId(letter.id() + "-" + (before + 1));
                }
                if (filter.test(letter)) {
                    if (operation.apply(channel, message, letter)) {
                        done++;
                    } else {
                        left++;
                    }
                }
            }
            return new Result(done, left);
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw new QueueUnavailableException(
                    isLocked(e) ? "someone else is at them" : BrokerConnections.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueueUnavailableException("the application is stopping", e);
        } finally {
            // What was taken and not acknowledged goes back to its place.
            if (connection != null) {
                connection.abort(ABORT_MILLIS);
            }
        }
    }

    // Whether a queue has taken it. An exchange that is not there closes the channel, which is therefore its own.
    private boolean republish(Connection connection, DeadLetter letter)
            throws IOException, TimeoutException, InterruptedException {
        AtomicBoolean returned = new AtomicBoolean();
        Channel channel = connection.createChannel();
        try {
            channel.confirmSelect();
            channel.addReturnListener(message -> returned.set(true));
            channel.basicPublish(
                    letter.exchange(),
                    letter.routingKey(),
                    true,
                    new BasicProperties.Builder()
                            .contentType(letter.contentType())
                            .deliveryMode(PERSISTENT)
                            .messageId(letter.id())
                            .build(),
                    letter.body());
            boolean confirmed = channel.waitForConfirms(config.confirmTimeout().toMillis());
            return confirmed && !returned.get();
        } catch (ShutdownSignalException e) {
            if (closedWith(AMQP.NOT_FOUND, e)) {
                return false;
            }
            throw e;
        } finally {
            channel.abort();
        }
    }

    private static boolean isLocked(Exception e) {
        return e instanceof ShutdownSignalException signal && closedWith(AMQP.RESOURCE_LOCKED, signal)
                || e.getCause() instanceof ShutdownSignalException cause && closedWith(AMQP.RESOURCE_LOCKED, cause);
    }

    private static boolean closedWith(int code, ShutdownSignalException signal) {
        return signal.getReason() instanceof AMQP.Channel.Close close && close.getReplyCode() == code;
    }
}
