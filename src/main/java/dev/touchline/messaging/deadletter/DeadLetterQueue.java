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
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Lists, redrives and deletes the messages of the queue {@code dead-letters}. AMQP has no way to browse a queue: each
 * request gets the messages and requeues them, so only one request at a time may do so, across all processes.
 */
@ApplicationScoped
public class DeadLetterQueue {

    /** Maximum messages per request; later ones become visible once these are redriven or deleted. */
    private static final int MAX_MESSAGES = 10_000;

    /**
     * A quorum queue applies acknowledgements later, and RabbitMQ's channel keeps back those after 32 that are not applied.
     * When the channel closes, these are lost and their messages requeued.
     */
    private static final int MAX_UNAPPLIED = 16;

    private static final int ABORT_MILLIS = 1_000;
    private static final int PERSISTENT = 2;
    /** The lock across processes: an exclusive queue, which exists as long as the connection that declared it. */
    private static final String LOCK_QUEUE = "dead-letters.in-use";

    private static final String LOCKED = "another request uses the queue " + Topology.DEAD_LETTER_QUEUE;
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

    /** The queue is unavailable or locked; no message was lost. */
    public static final class QueueUnavailableException extends Exception {
        QueueUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Lists up to {@value #MAX_MESSAGES} dead letters by time and id. The order of the queue is not stable, since
     * requeued messages return in any order.
     *
     * @throws QueueUnavailableException if the broker is unavailable or another request has the queue
     */
    public List<DeadLetter> list() throws QueueUnavailableException {
        List<DeadLetter> letters = new ArrayList<>();
        forEach(letter -> true, (channel, letter) -> letters.add(letter), false);
        return letters;
    }

    /** The number of selected dead letters that were handled, and of those that were unroutable and stay. */
    public record Result(int done, int failed) {}

    /**
     * Publishes the selected dead letters to their original exchanges and acknowledges each after its confirm.
     * Unroutable ones stay.
     *
     * @throws QueueUnavailableException if some were not handled; repeating is harmless
     */
    public Result redrive(Predicate<DeadLetter> filter) throws QueueUnavailableException {
        return forEach(filter, (channel, letter) -> republish(channel.getConnection(), letter), true);
    }

    /**
     * Deletes the selected dead letters and returns their number.
     *
     * @throws QueueUnavailableException if the broker is unavailable or another request has the queue
     */
    public int delete(Predicate<DeadLetter> filter) throws QueueUnavailableException {
        return forEach(filter, (channel, letter) -> true, true).done();
    }

    @FunctionalInterface
    private interface Operation {
        boolean apply(Channel channel, DeadLetter letter) throws IOException, TimeoutException, InterruptedException;
    }

    /** A dead letter and the delivery tags of its copies. */
    private record Copies(DeadLetter letter, List<Long> tags) {

        /** The earliest one stands for all. */
        Copies join(Copies other) {
            List<Long> all = new ArrayList<>(tags);
            all.addAll(other.tags);
            return new Copies(DeadLetter.ORDER.compare(letter, other.letter) <= 0 ? letter : other.letter, all);
        }
    }

    // Requests of this process wait for each other; a lock of another process fails the request, which may be repeated.
    private Result forEach(Predicate<DeadLetter> filter, Operation operation, boolean remove)
            throws QueueUnavailableException {
        try {
            if (!lock.tryLock(LOCK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new QueueUnavailableException(LOCKED, null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueueUnavailableException("the application is stopping", e);
        }
        try {
            return forEachLocked(filter, operation, remove);
        } finally {
            lock.unlock();
        }
    }

    private Result forEachLocked(Predicate<DeadLetter> filter, Operation operation, boolean remove)
            throws QueueUnavailableException {
        Connection connection = null;
        try {
            connection = connections.open("dead-letters");
            Channel channel = connection.createChannel();
            topology.ensure(channel);
            channel.queueDeclare(LOCK_QUEUE, false, true, true, null);
            int done = 0;
            int failed = 0;
            int acknowledged = 0;
            // All are read before one is handled, since a redriven message may return at once.
            for (Copies copies : read(channel)) {
                if (!filter.test(copies.letter())) {
                    continue;
                }
                if (!operation.apply(channel, copies.letter())) {
                    failed++;
                    continue;
                }
                done++;
                if (remove) {
                    for (long tag : copies.tags()) {
                        channel.basicAck(tag, false);
                        if (++acknowledged % MAX_UNAPPLIED == 0) {
                            awaitApplied(channel);
                        }
                    }
                }
            }
            if (acknowledged > 0) {
                awaitApplied(channel);
            }
            // The broker requeues all other messages.
            channel.close();
            return new Result(done, failed);
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw new QueueUnavailableException(isLocked(e) ? LOCKED : BrokerConnections.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueueUnavailableException("the application is stopping", e);
        } finally {
            if (connection != null) {
                connection.abort(ABORT_MILLIS);
            }
        }
    }

    // A get is answered after all earlier acknowledgements are applied.
    private static void awaitApplied(Channel channel) throws IOException {
        channel.basicGet(Topology.DEAD_LETTER_QUEUE, false);
    }

    // In order. A report may have several messages: its dead letter is published again without a confirm, and a message
    // that was not acknowledged is processed again.
    private List<Copies> read(Channel channel) throws IOException {
        Map<List<String>, Copies> found = new LinkedHashMap<>();
        Map<String, Integer> equalIds = new HashMap<>();
        long bytes = 0;
        long maxBytes = config.maxDeadLetterSize().bytes();
        for (int i = 0; i < MAX_MESSAGES && bytes < maxBytes; i++) {
            GetResponse message = channel.basicGet(Topology.DEAD_LETTER_QUEUE, false);
            if (message == null) {
                break;
            }
            bytes += message.getBody().length;
            DeadLetter letter = DeadLetterHeaders.read(message);
            int number = equalIds.merge(letter.id(), 1, Integer::sum);
            if (number > 1) {
                // Messages of other publishers without an id and with equal bodies: any of them will do.
                letter = letter.withId(letter.id() + "-" + number);
            }
            found.merge(
                    letter.origin(),
                    new Copies(letter, List.of(message.getEnvelope().getDeliveryTag())),
                    Copies::join);
        }
        return found.values().stream()
                .sorted(Comparator.comparing(Copies::letter, DeadLetter.ORDER))
                .toList();
    }

    // True if a queue has the message. On a channel of its own, since a missing exchange closes the channel.
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
                            .messageId(letter.messageId() == null ? letter.id() : letter.messageId())
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
