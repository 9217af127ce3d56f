package dev.touchline.testing;

import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * A RabbitMQ broker: the one that {@code RABBITMQ_HOST} names, or else a private one on free loopback ports with a
 * temporary data folder, started from the folder that the system property {@code touchline.rabbitmq} names or from the
 * {@code rabbitmq-server} on the {@code PATH}. If there is none, the test is skipped.
 */
public final class RealBroker implements AutoCloseable {

    /** A start takes a minute on a busy machine. */
    private static final Duration START = Duration.ofSeconds(180);

    /** Equal to touchline.messaging.max-message-size. */
    static final String LIMITS = "max_message_size = 2097152\n";

    private static final int CONNECT_MILLIS = 2_000;

    /** The user of a new broker. Processes with it declare the topology themselves. */
    static final Map<String, String> OWNER = Map.of(
            "RABBITMQ_USERNAME", "guest",
            "RABBITMQ_PASSWORD", "guest",
            "TOUCHLINE_MESSAGING_DECLARE_TOPOLOGY", "true");

    /** Of every user in the local overlay. */
    private static final String PASSWORD = "local";

    private final Map<String, String> settings;
    private final LocalNode local;

    private RealBroker(Map<String, String> settings, LocalNode local) {
        this.settings = settings;
        this.local = local;
    }

    /** A broker that accepts connections. */
    public static RealBroker running() {
        if (System.getenv("RABBITMQ_HOST") != null) {
            Map<String, String> settings = new HashMap<>(OWNER);
            System.getenv().forEach((key, value) -> {
                if (key.startsWith("RABBITMQ_")) {
                    settings.put(key, value);
                }
            });
            RealBroker broker = new RealBroker(Map.copyOf(settings), null);
            broker.awaitConnections();
            return broker;
        }
        RealBroker broker = notYetRunning();
        broker.start();
        return broker;
    }

    /** A broker to be started by the test; skips the test if only the broker of {@code RABBITMQ_HOST} is available. */
    public static RealBroker notYetRunning() {
        LocalNode local = new LocalNode(BrokerNode.Programs.find());
        return new RealBroker(owner("127.0.0.1", local.node.port()), local);
    }

    /**
     * A broker that listens both with and without TLS. With TLS, it requires a client certificate.
     *
     * @param server the certificate of the broker
     * @param clients the certificate whose authority issues client certificates
     */
    public static RealBroker secured(Certificates.Pem server, Certificates.Pem clients) {
        RealBroker broker = notYetRunning();
        broker.local.node.write(
                "rabbitmq.conf",
                LIMITS
                        + """
                listeners.ssl.1 = 127.0.0.1:%d
                ssl_options.cacertfile = %s
                ssl_options.certfile = %s
                ssl_options.keyfile = %s
                ssl_options.verify = verify_peer
                ssl_options.fail_if_no_peer_cert = true
                """.formatted(
                                        broker.local.node.securePort(),
                                        clients.authority(),
                                        server.certificate(),
                                        server.key()));
        broker.start();
        return broker;
    }

    /**
     * A broker with the users and permissions of the local overlay: one user for each role, one for the topology, and the
     * owner. Nothing is declared.
     */
    public static RealBroker withUsers() {
        LocalNode local = notYetRunning().local;
        local.node.copy(Path.of("k8s", "overlays", "local", "users.json"), "definitions/10-users.json");
        local.node.copy(Path.of("broker", "definitions.json"), "definitions/20-definitions.json");
        local.node.write(
                "rabbitmq.conf", "load_definitions = " + local.node.folder().resolve("definitions") + "\n");
        Map<String, String> settings = new HashMap<>(owner("127.0.0.1", local.node.port()));
        settings.putAll(Map.of("RABBITMQ_USERNAME", "touchline", "RABBITMQ_PASSWORD", PASSWORD));
        RealBroker broker = new RealBroker(Map.copyOf(settings), local);
        broker.start();
        return broker;
    }

    /** The environment of an application that connects with another user and declares nothing. */
    public Map<String, String> settings(String user) {
        Map<String, String> own = new HashMap<>(settings);
        own.putAll(Map.of(
                "RABBITMQ_USERNAME", user,
                "RABBITMQ_PASSWORD", PASSWORD,
                "TOUCHLINE_MESSAGING_DECLARE_TOPOLOGY", "false"));
        return own;
    }

    /** Limits the number of messages in a queue. */
    public void limitQueue(String queue, int messages) {
        local.node.control(
                "set_policy",
                "--priority",
                "9",
                "limit-" + queue,
                "^" + queue + "$",
                "{\"max-length\":" + messages + "}");
    }

    /** Ends {@link #limitQueue}. */
    public void unlimitQueue(String queue) {
        local.node.control("clear_policy", "limit-" + queue);
    }

    /** The environment of an application that connects with TLS. */
    public Map<String, String> secureSettings() {
        Map<String, String> secure = new HashMap<>(owner("localhost", local.node.securePort()));
        secure.put("RABBITMQ_SSL", "true");
        return secure;
    }

    private static Map<String, String> owner(String host, int port) {
        Map<String, String> settings = new HashMap<>(OWNER);
        settings.put("RABBITMQ_HOST", host);
        settings.put("RABBITMQ_PORT", String.valueOf(port));
        return Map.copyOf(settings);
    }

    /** The environment of an application that connects to this broker with a user that may do everything. */
    public Map<String, String> settings() {
        return settings;
    }

    /** Starts the broker with its existing data and waits until it accepts connections. */
    public void start() {
        local.node.start();
        awaitConnections();
    }

    /** Stops the broker gracefully; data is kept. */
    public void stop() {
        local.node.stop();
    }

    /** Kills the broker as a power failure would; data is kept. */
    public void kill() {
        local.node.kill();
    }

    /** Closes all connections, as an operator may. */
    public void closeConnections() {
        local.node.control("close_all_connections", "a test closes them");
    }

    /** Sets the memory high watermark to this share of the machine's memory. */
    public void memoryHighWatermark(double share) {
        local.node.control("set_vm_memory_high_watermark", String.valueOf(share));
    }

    public List<String> queues() {
        return local.node
                .control("--quiet", "list_queues", "--no-table-headers", "name")
                .lines()
                .toList();
    }

    /** Deletes a shared queue as soon as it is empty. */
    public void deleteQueueOnceEmpty(String queue) {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            await("nothing waits in " + queue)
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> channel.messageCount(queue) == 0);
            channel.queueDelete(queue);
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Deletes a quorum queue and declares it again at once, before a consumer notices. The deletion removes its
     * bindings; one of them is restored.
     */
    public void replaceQueue(String queue, Map<String, Object> arguments, String exchange, String routingKey) {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            channel.queueDelete(queue);
            channel.queueDeclare(queue, true, false, false, arguments);
            channel.queueBind(queue, exchange, routingKey);
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Deletes an exclusive queue. */
    public void deleteExclusiveQueue(String queue) {
        local.node.control("delete_queue", queue);
    }

    /** Deletes an exchange and its bindings. */
    public void deleteExchange(String exchange) {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            channel.exchangeDelete(exchange);
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    public boolean hasQueue(String queue) {
        try (Connection connection = connect()) {
            try (Channel channel = connection.createChannel()) {
                channel.queueDeclarePassive(queue);
                return true;
            }
        } catch (IOException e) {
            return false;
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The number of messages in a queue that are ready for delivery. */
    public int readyMessages(String queue) {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            return channel.queueDeclarePassive(queue).getMessageCount();
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The number of consumers of a queue. */
    public int consumers(String queue) {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            return channel.queueDeclarePassive(queue).getConsumerCount();
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops a private broker and deletes its data. */
    @Override
    public void close() {
        if (local != null) {
            local.close();
        }
    }

    private void awaitConnections() {
        await("a broker at " + settings).atMost(START).ignoreExceptions().until(() -> {
            if (local != null) {
                local.node.checkAlive();
            }
            try (Connection connection = connect()) {
                return connection.isOpen();
            }
        });
    }

    private Connection connect() throws IOException, TimeoutException {
        return connectionFactory(settings).newConnection("touchline tests");
    }

    /** A factory for connections with the user of these settings. */
    static ConnectionFactory connectionFactory(Map<String, String> settings) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(settings.get("RABBITMQ_HOST"));
        factory.setPort(Integer.parseInt(settings.getOrDefault("RABBITMQ_PORT", "5672")));
        factory.setUsername(settings.get("RABBITMQ_USERNAME"));
        factory.setPassword(settings.get("RABBITMQ_PASSWORD"));
        factory.setVirtualHost(settings.getOrDefault("RABBITMQ_VIRTUAL_HOST", "/"));
        factory.setConnectionTimeout(CONNECT_MILLIS);
        factory.setHandshakeTimeout(CONNECT_MILLIS);
        factory.setAutomaticRecoveryEnabled(false);
        return factory;
    }

    /** A private node with a private port mapper, so that no epmd process is left behind. */
    private static final class LocalNode {
        private final BrokerNode node;
        private final Process portMapper;

        LocalNode(BrokerNode.Programs programs) {
            int mapperPort = ChildProcesses.freePorts(1)[0];
            node = new BrokerNode(programs, mapperPort);
            node.write("rabbitmq.conf", LIMITS);
            portMapper = ChildProcesses.start(
                    new ProcessBuilder(programs.folder()
                            .command(List.of(
                                    programs.portMapper().toString(),
                                    "-port",
                                    String.valueOf(mapperPort),
                                    "-address",
                                    "127.0.0.1"))),
                    ChildProcesses.log("epmd"));
        }

        void close() {
            node.close();
            ChildProcesses.kill(portMapper);
        }
    }
}
