package dev.touchline.messaging.connector;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.Sports;
import dev.touchline.memory.MemoryBound;
import dev.touchline.messaging.meter.MessagingMeters;
import dev.touchline.messaging.topology.BrokerConnections;
import dev.touchline.messaging.topology.MessagingConfig;
import dev.touchline.messaging.topology.Topology;
import dev.touchline.testing.Certificates;
import dev.touchline.testing.RealBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.Test;

/**
 * A queue is deleted while many messages to it are outstanding: RabbitMQ may never confirm anything on that channel
 * again.
 */
class UnansweredChannelIT {

    private static final Duration RECOVERY = Duration.ofSeconds(90);
    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(2);
    /** More than the number of outstanding messages to a quorum queue at which RabbitMQ blocks a channel. */
    private static final int MAX_OUTSTANDING = 500;

    private final AtomicInteger confirmed = new AtomicInteger();

    @Test
    void everyMessageIsAnsweredAndLaterOnesAreConfirmed() throws Exception {
        try (RealBroker broker = RealBroker.running()) {
            ConfirmChannel channel = openChannel(broker);
            AtomicBoolean stopped = new AtomicBoolean();
            Semaphore permits = new Semaphore(MAX_OUTSTANDING);
            CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> {
                while (!stopped.get()) {
                    permits.acquireUninterruptibly();
                    channel.publish(message(permits));
                }
            });
            try {
                for (int i = 0; i < 3; i++) {
                    awaitConfirms();
                    broker.replaceQueue(
                            Topology.STATISTICS_QUEUE,
                            Topology.WORK_QUEUE_ARGUMENTS,
                            Topology.EVENTS_EXCHANGE,
                            "football");
                }
                awaitConfirms();
            } finally {
                stopped.set(true);
                await().atMost(RECOVERY)
                        .untilAsserted(() -> assertEquals(
                                MAX_OUTSTANDING,
                                permits.availablePermits() + (publishing.isDone() ? 0 : 1),
                                "every message is confirmed or rejected"));
                channel.stop();
            }
        }
    }

    /** A message that the client fails to write has a publish sequence number that the broker does not know. */
    @Test
    void unwritableMessageIsRejectedAndConfirmsMatchTheOthers() throws Exception {
        try (RealBroker broker = RealBroker.running()) {
            ConfirmChannel channel = openChannel(broker);
            CompletableFuture<String> unwritable = published(channel, "x".repeat(256));
            CompletableFuture<String> next = published(channel, "football");
            assertEquals("refused", unwritable.get(RECOVERY.toSeconds(), TimeUnit.SECONDS));
            next.get(RECOVERY.toSeconds(), TimeUnit.SECONDS);
            await().atMost(RECOVERY).until(() -> published(channel, "football")
                    .get(RECOVERY.toSeconds(), TimeUnit.SECONDS)
                    .equals("confirmed"));
            channel.stop();
        }
    }

    private static CompletableFuture<String> published(ConfirmChannel channel, String routingKey) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        channel.publish(Message.of(
                new byte[200],
                Metadata.of(new OutgoingMetadata(null, routingKey, MessageProperties.of("application/octet-stream"))),
                () -> {
                    answer.complete("confirmed");
                    return CompletableFuture.completedFuture(null);
                },
                reason -> {
                    answer.complete("refused");
                    return CompletableFuture.completedFuture(null);
                }));
        return answer;
    }

    private static ConfirmChannel openChannel(RealBroker broker) throws Exception {
        BrokerConnections connection = new BrokerConnections(
                Optional.empty(),
                broker.settings().get("RABBITMQ_HOST"),
                Integer.parseInt(broker.settings().getOrDefault("RABBITMQ_PORT", "5672")),
                Optional.of(broker.settings().get("RABBITMQ_USERNAME")),
                Optional.of(broker.settings().get("RABBITMQ_PASSWORD")),
                broker.settings().getOrDefault("RABBITMQ_VIRTUAL_HOST", "/"),
                false,
                Certificates.noClients());
        ConfirmChannel channel = new ConfirmChannel(
                "events",
                Topology.EVENTS_EXCHANGE,
                true,
                CONFIRM_TIMEOUT,
                connection,
                new Topology(connection, Sports.ALL, new Defaults()),
                new MessagingMeters(new SimpleMeterRegistry()));
        channel.open();
        await().atMost(RECOVERY).until(channel::isOpen);
        return channel;
    }

    private void awaitConfirms() {
        int before = confirmed.get();
        await().atMost(RECOVERY).until(() -> confirmed.get() > before + 4 * MAX_OUTSTANDING);
    }

    private Message<byte[]> message(Semaphore permits) {
        return Message.of(
                new byte[200],
                Metadata.of(new OutgoingMetadata(null, "football", MessageProperties.of("application/octet-stream"))),
                () -> {
                    confirmed.incrementAndGet();
                    permits.release();
                    return CompletableFuture.completedFuture(null);
                },
                reason -> {
                    permits.release();
                    return CompletableFuture.completedFuture(null);
                });
    }

    private record Defaults() implements MessagingConfig {
        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public boolean declareTopology() {
            return true;
        }

        @Override
        public Optional<Set<String>> updatePublishers() {
            return Optional.empty();
        }

        @Override
        public Duration confirmTimeout() {
            return CONFIRM_TIMEOUT;
        }

        @Override
        public Duration stallTimeout() {
            return RECOVERY;
        }

        @Override
        public MemoryBound maxInFlightSize() {
            return MemoryBound.of("10");
        }

        @Override
        public MemorySize maxMessageSize() {
            return new MemorySize(BigInteger.valueOf(1024));
        }
    }
}
