package dev.touchline.testing;

import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;

/**
 * A RabbitMQ: the one that {@code RABBITMQ_HOST} names, else one of its own from the {@code rabbitmq-server} on the
 * {@code PATH}, on free ports of the loopback interface and with a data folder that goes with it. Where there is
 * neither, whoever asks for one is skipped.
 */
public final class RealBroker implements AutoCloseable {

    /** A start takes a minute where other tests use all of the machine. */
    private static final Duration START = Duration.ofSeconds(180);

    private static final int STOP_SECONDS = 60;
    private static final int CONTROL_SECONDS = 180;
    private static final int CONNECT_MILLIS = 2_000;
    /** Debian's command on the path changes the user and the folder; what it calls does not. */
    private static final Path DEBIAN = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

    private final Map<String, String> settings;
    private final Own own;

    private RealBroker(Map<String, String> settings, Own own) {
        this.settings = settings;
        this.own = own;
    }

    /** A broker that takes connections. */
    public static RealBroker running() {
        if (System.getenv("RABBITMQ_HOST") != null) {
            Map<String, String> settings = new HashMap<>();
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

    /** A broker to be started later; skips the test where only a broker that is not ours to stop can be had. */
    public static RealBroker notYetRunning() {
        Prerequisite.skipUnless(
                System.getenv("RABBITMQ_HOST") == null, "the broker that RABBITMQ_HOST names is not ours to stop");
        Optional<Path> server =
                Prerequisite.onPath("rabbitmq-server").map(found -> Files.isExecutable(DEBIAN) ? DEBIAN : found);
        Optional<Path> portMapper = Prerequisite.onPath("epmd");
        Prerequisite.skipUnless(
                server.isPresent() && portMapper.isPresent(),
                "no RabbitMQ: set RABBITMQ_HOST, or have rabbitmq-server and epmd on the PATH");
        Own own = new Own(server.get(), portMapper.get());
        return new RealBroker(Map.of("RABBITMQ_HOST", "127.0.0.1", "RABBITMQ_PORT", String.valueOf(own.ports[0])), own);
    }

    /**
     * A broker that takes connections and listens with TLS, too. It demands a certificate from its clients there.
     *
     * @param server its own certificate
     * @param clients whose authority signs the certificates of clients
     */
    public static RealBroker secured(Certificates.Pem server, Certificates.Pem clients) {
        RealBroker broker = notYetRunning();
        broker.own.write("rabbitmq.conf", """
                listeners.ssl.1 = 127.0.0.1:%d
                ssl_options.cacertfile = %s
                ssl_options.certfile = %s
                ssl_options.keyfile = %s
                ssl_options.verify = verify_peer
                ssl_options.fail_if_no_peer_cert = true
                """.formatted(
                        broker.own.securePort, clients.authority(), server.certificate(), server.key()));
        broker.start();
        return broker;
    }

    /** The environment that points an application to its port with TLS. */
    public Map<String, String> secureSettings() {
        return Map.of(
                "RABBITMQ_HOST", "localhost",
                "RABBITMQ_PORT", String.valueOf(own.securePort),
                "RABBITMQ_SSL", "true");
    }

    /** The environment that points an application to it. */
    public Map<String, String> settings() {
        return settings;
    }

    /** Starts it, with the data it had before, and waits until it takes connections. */
    public void start() {
        own.start();
        awaitConnections();
    }

    /** Stops it in good order; connections are closed and data stays. */
    public void stop() {
        own.stop();
    }

    /** Ends it as a loss of power would; data stays. */
    public void kill() {
        own.kill();
    }

    /** Closes all connections, as an operator may. */
    public void closeConnections() {
        own.control("close_all_connections", "a test closes them");
    }

    /** Has it take this share of the machine's memory for all there is. */
    public void memoryHighWatermark(double share) {
        own.control("set_vm_memory_high_watermark", String.valueOf(share));
    }

    /** The names of its queues. */
    public List<String> queues() {
        return own.control("--quiet", "list_queues", "--no-table-headers", "name")
                .lines()
                .toList();
    }

    /** Deletes a queue that all may use, in a moment in which nothing waits in it. */
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
     * Deletes a quorum queue and declares it again at once, so that another one of that name is there before anybody
     * has noticed. Its bindings go with it; it gets one, which is enough to be found.
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

    /** Deletes a queue that only one connection may use. */
    public void deleteExclusiveQueue(String queue) {
        own.control("delete_queue", queue);
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

    /** Whether there is a queue of that name. */
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

    /** How many messages of a queue are waiting to be delivered to someone. */
    public int waiting(String queue) {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            return channel.queueDeclarePassive(queue).getMessageCount();
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many consumers a queue has. */
    public int consumers(String queue) {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            return channel.queueDeclarePassive(queue).getConsumerCount();
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops a broker of our own and deletes its data. */
    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }

    private void awaitConnections() {
        await("a broker at " + settings).atMost(START).ignoreExceptions().until(() -> {
            if (own != null) {
                own.checkAlive();
            }
            try (Connection connection = connect()) {
                return connection.isOpen();
            }
        });
    }

    private Connection connect() throws IOException, TimeoutException {
        return clients().newConnection("touchline tests");
    }

    /** Opens connections to it. */
    ConnectionFactory clients() {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(settings.get("RABBITMQ_HOST"));
        factory.setPort(Integer.parseInt(settings.getOrDefault("RABBITMQ_PORT", "5672")));
        factory.setUsername(settings.getOrDefault("RABBITMQ_USERNAME", "guest"));
        factory.setPassword(settings.getOrDefault("RABBITMQ_PASSWORD", "guest"));
        factory.setVirtualHost(settings.getOrDefault("RABBITMQ_VIRTUAL_HOST", "/"));
        factory.setConnectionTimeout(CONNECT_MILLIS);
        factory.setHandshakeTimeout(CONNECT_MILLIS);
        factory.setAutomaticRecoveryEnabled(false);
        return factory;
    }

    /** A node of our own, with a port mapper of its own beside it so that none is left behind. */
    private static final class Own {
        private final Path command;
        private final Path folder = ChildProcesses.newFolder("broker");
        private final int[] ports = ChildProcesses.freePorts(3);
        private final int securePort = ChildProcesses.freePorts(1)[0];
        private final String node = "touchline-" + UUID.randomUUID() + "@localhost";
        private final File log = ChildProcesses.log("rabbitmq");
        private final Process portMapper;
        private Process server;

        Own(Path command, Path epmd) {
            this.command = command;
            write("enabled_plugins", "[].\n");
            write("rabbitmq.conf", "");
            write("rabbitmq-env.conf", "");
            portMapper = ChildProcesses.start(
                    new ProcessBuilder(epmd.toString(), "-port", String.valueOf(ports[2]), "-address", "127.0.0.1"),
                    ChildProcesses.log("epmd"));
        }

        private void write(String file, String content) {
            try {
                Files.writeString(folder.resolve(file), content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void start() {
            ProcessBuilder builder = new ProcessBuilder(command.toString()).directory(folder.toFile());
            environment(builder.environment());
            server = ChildProcesses.start(builder, log);
        }

        String control(String... words) {
            List<String> commandLine = new ArrayList<>(
                    List.of(command.resolveSibling("rabbitmqctl").toString(), "--node", node));
            commandLine.addAll(List.of(words));
            ProcessBuilder builder = new ProcessBuilder(commandLine).directory(folder.toFile());
            environment(builder.environment());
            File said = ChildProcesses.log("rabbitmqctl");
            Process control = ChildProcesses.start(builder, said);
            if (!ChildProcesses.ended(control, CONTROL_SECONDS) || control.exitValue() != 0) {
                throw new IllegalStateException(List.of(words) + ": " + ChildProcesses.tail(said));
            }
            try {
                return Files.readString(said.toPath());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void environment(Map<String, String> environment) {
            environment.keySet().removeIf(key -> key.startsWith("RABBITMQ_") || key.startsWith("ERL_"));
            environment.putAll(Map.of(
                    // where the cookie is kept
                    "HOME", folder.toString(),
                    "ERL_EPMD_PORT", String.valueOf(ports[2]),
                    "ERL_EPMD_ADDRESS", "127.0.0.1",
                    "RABBITMQ_NODENAME", node,
                    "RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1",
                    "RABBITMQ_NODE_PORT", String.valueOf(ports[0]),
                    "RABBITMQ_DIST_PORT", String.valueOf(ports[1])));
            environment.putAll(Map.of(
                    "RABBITMQ_MNESIA_BASE", folder.resolve("data").toString(),
                    "RABBITMQ_LOG_BASE", folder.resolve("log").toString(),
                    "RABBITMQ_LOGS", "-",
                    "RABBITMQ_PID_FILE", folder.resolve("pid").toString(),
                    "RABBITMQ_CONF_ENV_FILE",
                            folder.resolve("rabbitmq-env.conf").toString(),
                    "RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString(),
                    "RABBITMQ_ENABLED_PLUGINS_FILE",
                            folder.resolve("enabled_plugins").toString()));
        }

        void checkAlive() {
            if (!server.isAlive()) {
                throw new AssertionError("RabbitMQ did not start; " + ChildProcesses.tail(log));
            }
        }

        void stop() {
            ChildProcesses.stop(server, STOP_SECONDS);
            server = null;
        }

        void kill() {
            ChildProcesses.kill(server);
            server = null;
        }

        void close() {
            if (server != null) {
                kill();
            }
            ChildProcesses.kill(portMapper);
            ChildProcesses.delete(folder);
        }
    }
}
