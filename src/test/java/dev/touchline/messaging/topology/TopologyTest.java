package dev.touchline.messaging.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.AMQImpl;
import dev.touchline.Sports;
import dev.touchline.testing.Certificates;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A process that does not declare the topology checks that it exists. */
class TopologyTest {

    private final List<String> called = new ArrayList<>();

    @Test
    void processThatDoesNotDeclareChecksEveryExchangeAndQueuePassively() throws IOException {
        topology(false).ensure(channel(null, 0));
        assertEquals(
                Stream.concat(
                                Topology.EXCHANGES.stream().map(name -> "exchangeDeclarePassive " + name),
                                Topology.QUEUES.stream().map(name -> "queueDeclarePassive " + name))
                        .toList(),
                called);
    }

    @Test
    void processThatDeclaresChecksNothing() throws IOException {
        topology(true).ensure(channel(null, 0));
        assertTrue(called.stream().noneMatch(call -> call.contains("Passive")), called::toString);
        Topology.QUEUES.forEach(name -> assertTrue(called.contains("queueDeclare " + name), called::toString));
    }

    @Test
    void reportsOfEverySportAndDefinitionsAndStatementsReachStatistics() throws IOException {
        topology(true).ensure(channel(null, 0));
        Stream.concat(Sports.ALL.names().stream(), Stream.of("competition", "match"))
                .forEach(key -> assertTrue(
                        called.contains(
                                "queueBind " + Topology.STATISTICS_QUEUE + " " + Topology.EVENTS_EXCHANGE + " " + key),
                        called::toString));
    }

    @Test
    void missingQueueIsNamedWithTheCommandThatDeclaresIt() {
        IOException missing = assertThrows(Topology.MissingException.class, () -> topology(false)
                .ensure(channel(Topology.STATISTICS_QUEUE, AMQP.NOT_FOUND)));
        assertEquals(
                "queue statistics does not exist: run the command topology, or let this process declare everything with"
                        + " TOUCHLINE_MESSAGING_DECLARE_TOPOLOGY=true",
                BrokerConnections.reason(missing));
    }

    @Test
    void otherFailureKeepsTheReasonOfTheBroker() {
        IOException failure = assertThrows(IOException.class, () -> topology(false)
                .ensure(channel(Topology.EVENTS_EXCHANGE, AMQP.INTERNAL_ERROR)));
        assertTrue(BrokerConnections.reason(failure).contains("made up"), () -> BrokerConnections.reason(failure));
    }

    @Test
    void processWithoutABrokerUserSaysWhatToSet() {
        for (Optional<String> password : List.of(Optional.of("secret"), Optional.<String>empty())) {
            IllegalStateException refusal = assertThrows(
                    IllegalStateException.class,
                    () -> new BrokerConnections(
                            Optional.empty(),
                            "localhost",
                            5672,
                            password.isPresent() ? Optional.empty() : Optional.of("ingest"),
                            password,
                            "/",
                            false,
                            Certificates.noClients()));
            assertEquals(
                    "No broker user: set rabbitmq-username (RABBITMQ_USERNAME) and rabbitmq-password (RABBITMQ_PASSWORD).",
                    refusal.getMessage());
        }
    }

    private static Topology topology(boolean declares) {
        MessagingConfig config = (MessagingConfig) Proxy.newProxyInstance(
                TopologyTest.class.getClassLoader(),
                new Class<?>[] {MessagingConfig.class},
                (proxy, method, arguments) -> declares);
        return new Topology(null, Sports.ALL, config);
    }

    /** Records calls; the one with that name fails as if the broker closed the channel. */
    private Channel channel(String failing, int code) {
        return (Channel) Proxy.newProxyInstance(
                TopologyTest.class.getClassLoader(), new Class<?>[] {Channel.class}, (proxy, method, arguments) -> {
                    called.add(method.getName() + " " + arguments[0]);
                    if (method.getName().equals("queueBind")) {
                        called.add(method.getName() + " " + arguments[0] + " " + arguments[1] + " " + arguments[2]);
                    }
                    if (arguments[0].equals(failing)) {
                        AMQP.Channel.Close reason = new AMQImpl.Channel.Close(code, "made up", 0, 0);
                        throw new IOException(new ShutdownSignalException(false, false, reason, null));
                    }
                    return null;
                });
    }
}
