package dev.touchline.messaging.connector;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Consumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownListener;
import com.rabbitmq.client.ShutdownSignalException;
import dev.touchline.Sports;
import dev.touchline.messaging.meter.MessagingMeters;
import dev.touchline.messaging.topology.BrokerConnections;
import dev.touchline.messaging.topology.ConsumedQueue;
import dev.touchline.messaging.topology.Topology;
import dev.touchline.testing.Certificates;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A consumer whose messages are processed slowly holds no more bytes than its share, whatever happens to its channel. */
class ConsumerMemoryTest {

    private static final int MAX_SIZE = 500;
    private static final long BYTES = 1_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Prefetch prefetch = new Prefetch(2, 100, BYTES, MAX_SIZE);
    private final List<BrokerChannel> channels = new CopyOnWriteArrayList<>();
    private final Queue<Message<byte[]>> inProgress = new ConcurrentLinkedQueue<>();
    private final ConsumerChannel consumer = start();

    private ConsumerChannel start() {
        BrokerConnections connections =
                new BrokerConnections(
                        Optional.empty(),
                        "unused",
                        1,
                        Optional.of("user"),
                        Optional.of("password"),
                        "/",
                        false,
                        Certificates.noClients()) {
                    @Override
                    public Connection open(String purpose) {
                        BrokerChannel channel = new BrokerChannel();
                        channels.add(channel);
                        return channel.connection;
                    }
                };
        Topology topology = new Topology(connections, Sports.ALL, null) {
            @Override
            public void ensure(Channel channel) {
                // Everything exists.
            }
        };
        ConsumerChannel started = new ConsumerChannel(
                "reports",
                new ConsumedQueue("reports", null, false, Set.of()),
                prefetch,
                MAX_SIZE,
                connections,
                topology,
                new MessagingMeters(new SimpleMeterRegistry()));
        started.messages().subscribe().with(inProgress::add);
        started.open();
        eventually(() -> channels.size() == 1 && channels.get(0).consumers.size() == 1);
        return started;
    }

    @AfterEach
    void stop() {
        inProgress.forEach(Message::ack);
        consumer.stop();
    }

    private static void eventually(BooleanSupplier condition) {
        await().atMost(LIMIT).until(condition::getAsBoolean);
    }

    /** The broker's side of a channel, which confirms the end of a consumer when the test says so. */
    private static final class BrokerChannel {

        private final List<Consumer> consumers = new CopyOnWriteArrayList<>();
        private final List<Integer> prefetches = new CopyOnWriteArrayList<>();
        private final List<String> cancelled = new CopyOnWriteArrayList<>();
        private final List<ShutdownListener> listeners = new CopyOnWriteArrayList<>();
        private volatile boolean closed;
        private final Connection connection = proxy(Connection.class, (method, arguments) -> switch (method) {
            case "createChannel" -> this.channel();
            case "abort" -> {
                close();
                yield null;
            }
            default -> throw new UnsupportedOperationException(method);
        });
        private Channel channel;

        private Channel channel() {
            channel = proxy(Channel.class, (method, arguments) -> switch (method) {
                case "hashCode" -> System.identityHashCode(this);
                case "equals" -> arguments[0] == channel;
                case "isOpen" -> !closed;
                case "getConnection" -> connection;
                case "addShutdownListener" -> listeners.add((ShutdownListener) arguments[0]);
                case "basicQos" -> prefetches.add((Integer) arguments[0]);
                case "basicConsume" -> {
                    consumers.add((Consumer) arguments[2]);
                    yield String.valueOf(consumers.size());
                }
                case "basicCancel" -> cancelled.add((String) arguments[0]);
                case "basicAck" -> {
                    if (closed) {
                        throw new AlreadyClosedException(closure());
                    }
                    yield null;
                }
                case "queueDeclarePassive" ->
                    new AMQP.Queue.DeclareOk.Builder()
                            .queue("reports")
                            .messageCount(0)
                            .consumerCount(1)
                            .build();
                default -> throw new UnsupportedOperationException(method);
            });
            return channel;
        }

        private interface Answer {
            Object to(String method, Object[] arguments);
        }

        private static <T> T proxy(Class<T> type, Answer answer) {
            return type.cast(
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, all) -> {
                        Object result = answer.to(method.getName(), all);
                        return method.getReturnType() == void.class ? null : result;
                    }));
        }

        private ShutdownSignalException closure() {
            return new ShutdownSignalException(true, false, null, channel);
        }

        void close() {
            if (closed) {
                return;
            }
            closed = true;
            listeners.forEach(listener -> listener.shutdownCompleted(closure()));
            consumers.forEach(one -> one.handleShutdownSignal("", closure()));
        }

        void deliver(int toConsumer, int messages, int size) throws IOException {
            for (int i = 0; i < messages; i++) {
                consumers
                        .get(toConsumer)
                        .handleDelivery(
                                "",
                                new Envelope(1, false, "match.events", "football"),
                                new AMQP.BasicProperties(),
                                new byte[size]);
            }
        }

        void confirmEnd(int ofConsumer) {
            consumers.get(ofConsumer).handleCancelOk("");
        }

        int lastPrefetch() {
            return prefetches.get(prefetches.size() - 1);
        }
    }

    private void settle(int messages) {
        for (int i = 0; i < messages; i++) {
            inProgress.remove().ack();
        }
    }

    @Test
    void channelThatIsReopenedReceivesWhatFitsBesideTheMessagesOfTheOldOne() throws IOException {
        BrokerChannel first = channels.get(0);
        assertEquals(List.of(2), first.prefetches);
        first.deliver(0, 2, MAX_SIZE);
        first.close();
        eventually(() -> channels.size() == 2);
        BrokerChannel second = channels.get(1);
        assertEquals(BYTES, prefetch.held(), "both messages are still being processed");
        settle(1);
        eventually(() -> second.consumers.size() == 1);
        assertEquals(1, second.lastPrefetch(), "one more fits");
        second.deliver(0, 1, MAX_SIZE);
        assertEquals(BYTES, prefetch.held());
        settle(2);
        // The next check notices the room.
        eventually(() -> second.cancelled.size() == 1);
        second.confirmEnd(0);
        eventually(() -> second.consumers.size() == 2);
        assertEquals(2, second.lastPrefetch());
    }

    @Test
    void consumerThatIsReplacedByOneWithAFixedNumberEndsFirst() throws IOException {
        BrokerChannel channel = channels.get(0);
        channel.deliver(0, 1, 5);
        settle(1);
        eventually(() -> channel.cancelled.size() == 1);
        assertEquals(50, channel.lastPrefetch(), "messages are small");
        channel.confirmEnd(0);
        channel.deliver(1, 4, 150);
        eventually(() -> channel.cancelled.size() == 2);
        assertEquals(2, channel.consumers.size(), "messages of the replaced consumer may still arrive");
        channel.deliver(1, 2, 150);
        channel.confirmEnd(1);
        settle(2);
        // 600 bytes are left, beside which no message of the maximum size fits.
        await().during(Duration.ofMillis(500)).atMost(LIMIT).until(() -> channel.consumers.size() == 2);
        settle(1);
        eventually(() -> channel.consumers.size() == 3);
        assertEquals(1, channel.lastPrefetch());
        assertEquals(450, prefetch.held());
    }

    @Test
    void messagesBeyondTheShareCloseTheChannelAndAreNotHeld() throws IOException {
        BrokerChannel channel = channels.get(0);
        channel.deliver(0, 1, 5);
        settle(1);
        eventually(() -> channel.consumers.size() == 2);
        channel.confirmEnd(0);
        channel.deliver(1, 2, MAX_SIZE);
        channel.deliver(1, 3, MAX_SIZE);
        assertEquals(BYTES, prefetch.held());
        eventually(() -> channels.size() == 2);
        settle(1);
        eventually(() -> channels.get(1).consumers.size() == 1);
        assertEquals(1, channels.get(1).lastPrefetch());
    }
}
