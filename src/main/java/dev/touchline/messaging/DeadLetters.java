package dev.touchline.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
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
public class DeadLetters {

    /** Messages that one look takes; those behind them show once these are dealt with. */
    private static final int MOST_MESSAGES = 10_000;

    private static final int ABORT_MILLIS = 1_000;
    private static final int PERSISTENT = 2;
    /** Exclusive, so that it is there as long as the connection of whoever has it. */
    private static final String IN_USE = "dead-letters.in-use";

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final BrokerConnection broker;
    private final Topology topology;
    private final MessagingConfig config;
    private final ReentrantLock turn = new ReentrantLock();

    DeadLetters(BrokerConnection broker, Topology topology, MessagingConfig config) {
        this.broker = broker;
        this.topology = topology;
        this.config = config;
    }

    /** The queue cannot be used; nothing was lost. */
    public static final class NotNowException extends Exception {
        private static final long serialVersionUID = 1L;

        NotNowException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * All of them, as far as one look reaches, in the order in which they were set aside; where that is not known, in
     * one that stays the same. The order of the queue does not: what is given back comes again in any order.
     *
     * @throws NotNowException if the broker is away or someone else is at them
     */
    public List<DeadLetter> list() throws NotNowException {
        List<DeadLetter> letters = new ArrayList<>();
        each(letter -> true, (channel, message, letter) -> letters.add(letter));
        letters.sort(DeadLetter.ORDER);
        return letters;
    }

    /**
     * What became of those that were chosen.
     *
     * @param done with how many it was done
     * @param left with how many it cannot be done; they stay
     */
    public record Dealt(int done, int left) {}

    /**
     * Publishes those that are chosen where they had been published at first, and takes them from the queue when the
     * broker has confirmed that. Where no queue takes one any more, it stays, and keeps no other back.
     *
     * @throws NotNowException if it could not be done for all of them; it may be done again, which is harmless
     */
    public Dealt redrive(Predicate<DeadLetter> chosen) throws NotNowException {
        return each(chosen, (channel, message, letter) -> {
            boolean taken = publishAgain(channel.getConnection(), letter);
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
     * @throws NotNowException if the broker is away or someone else is at them
     */
    public int delete(Predicate<DeadLetter> chosen) throws NotNowException {
        return each(chosen, (channel, message, letter) -> {
                    channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
                    return true;
                })
                .done();
    }

    @FunctionalInterface
    private interface Dealing {
        boolean with(Channel channel, GetResponse message, DeadLetter letter)
                throws IOException, TimeoutException, InterruptedException;
    }

    // Within this process one waits for the other; where it is another process, whoever asked may ask again.
    private Dealt each(Predicate<DeadLetter> chosen, Dealing dealing) throws NotNowException {
        try {
            if (!turn.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new NotNowException("someone else is at them", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotNowException("the application is stopping", e);
        }
        try {
            return eachInTurn(chosen, dealing);
        } finally {
            turn.unlock();
        }
    }

    private Dealt eachInTurn(Predicate<DeadLetter> chosen, Dealing dealing) throws NotNowException {
        Connection connection = null;
        try {
            connection = broker.open("dead-letters");
            Channel channel = connection.createChannel();
            topology.declare(channel);
            channel.queueDeclare(IN_USE, false, true, true, null);
            // What is redriven may come back at once; it is not dealt with twice.
            long there = Math.min(MOST_MESSAGES, channel.messageCount(Topology.DEAD_LETTER_QUEUE));
            Map<String, Integer> alike = new HashMap<>();
            int done = 0;
            int left = 0;
            long bytes = 0;
            long mostBytes = config.maxDeadLetterBytes().bytes();
            for (long taken = 0; taken < there && bytes < mostBytes; taken++) {
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
                if (chosen.test(letter)) {
                    if (dealing.with(channel, message, letter)) {
                        done++;
                    } else {
                        left++;
                    }
                }
            }
            return new Dealt(done, left);
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw new NotNowException(isInUse(e) ? "someone else is at them" : BrokerConnection.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotNowException("the application is stopping", e);
        } finally {
            // What was taken and not acknowledged goes back to its place.
            if (connection != null) {
                connection.abort(ABORT_MILLIS);
            }
        }
    }

    // Whether a queue has taken it. An exchange that is not there closes the channel, which is therefore its own.
    private boolean publishAgain(Connection connection, DeadLetter letter)
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

    private static boolean isInUse(Exception e) {
        return e instanceof ShutdownSignalException signal && closedWith(AMQP.RESOURCE_LOCKED, signal)
                || e.getCause() instanceof ShutdownSignalException cause && closedWith(AMQP.RESOURCE_LOCKED, cause);
    }

    private static boolean closedWith(int code, ShutdownSignalException signal) {
        return signal.getReason() instanceof AMQP.Channel.Close close && close.getReplyCode() == code;
    }
}
