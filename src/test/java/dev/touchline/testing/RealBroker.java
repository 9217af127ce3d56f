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
 * A RabbitMQ broker: the one that {@code RABBITMQ_HOST} names, or else a private one on free loopback ports with a
 * temporary data folder, started from the folder that the system property {@code touchline.rabbitmq} names or from the
 * {@code rabbitmq-server} on the {@code PATH}. If there is none, the test is skipped.
 */
public final class RealBroker implements AutoCloseable {

    /** A start takes a minute on a busy machine. */
    private static final Duration START = Duration.ofSeconds(180);

    /** Equal to touchline.messaging.max-message-size. */
    private static final String LIMITS = "max_message_size = 2097152\n";

    private static final int STOP_SECONDS = 60;
    private static final int CONTROL_SECONDS = 180;
    private static final int CONNECT_MILLIS = 2_000;
    /** Debian's script on the {@code PATH} changes the user and the folder; the script it calls does not. */
    private static final Path DEBIAN = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

    /** The user of a new broker. Processes with it declare the topology themselves. */
    private static final Map<String, String> OWNER = Map.of(
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
        Prerequisite.skipUnless(
                System.getenv("RABBITMQ_HOST") == null, "the broker that RABBITMQ_HOST names is not ours to stop");
        ServerFolder servers = ServerFolder.of("touchline.rabbitmq");
        Optional<Path> server = servers.isMachine()
                ? Prerequisite.onPath("rabbitmq-server").map(found -> Files.isExecutable(DEBIAN) ? DEBIAN : found)
                : Optional.of(DEBIAN);
        Optional<Path> portMapper =
                servers.isMachine() ? Prerequisite.onPath("epmd") : Optional.of(Path.of("/usr/bin/epmd"));
        Prerequisite.skipUnless(
                server.isPresent() && portMapper.isPresent(),
                "no RabbitMQ: set RABBITMQ_HOST, or have rabbitmq-server and epmd on the PATH");
        LocalNode local = new LocalNode(servers, server.get(), portMapper.get());
        return new RealBroker(owner("127.0.0.1", local.ports[0]), local);
    }

    /**
     * A broker that listens both with and without TLS. With TLS, it requires a client certificate.
     *
     * @param server the certificate of the broker
     * @param clients the certificate whose authority issues client certificates
     */
    public static RealBroker secured(Certificates.Pem server, Certificates.Pem clients) {
        RealBroker broker = notYetRunning();
        broker.local.write(
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
                                broker.local.securePort, clients.authority(), server.certificate(), server.key()));
        broker.start();
        return broker;
    }

    /**
     * A broker with the users and permissions of the local overlay: one user for each role, one for the topology, and the
     * owner. Nothing is declared.
     */
    public static RealBroker withUsers() {
        LocalNode local = notYetRunning().local;
        local.copy(Path.of("k8s", "overlays", "local", "users.json"), "definitions/10-users.json");
        local.copy(Path.of("broker", "definitions.json"), "definitions/20-definitions.json");
        local.write("rabbitmq.conf", "load_definitions = " + local.folder.resolve("definitions") + "\n");
        Map<String, String> settings = new HashMap<>(owner("127.0.0.1", local.ports[0]));
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
        local.control(
                "set_policy",
                "--priority",
                "9",
                "limit-" + queue,
                "^" + queue + "$",
                "{\"max-length\":" + messages + "}");
    }

    /** Ends {@link #limitQueue}. */
    public void unlimitQueue(String queue) {
        local.control("clear_policy", "limit-" + queue);
    }

    /** The environment of an application that connects with TLS. */
    public Map<String, String> secureSettings() {
        Map<String, String> secure = new HashMap<>(owner("localhost", local.securePort));
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
        local.start();
        awaitConnections();
    }

    /** Stops the broker gracefully; data is kept. */
    public void stop() {
        local.stop();
    }

    /** Kills the broker as a power failure would; data is kept. */
    public void kill() {
        local.kill();
    }

    /** Closes all connections, as an operator may. */
    public void closeConnections() {
        local.control("close_all_connections", "a test closes them");
    }

    /** Sets the memory high watermark to this share of the machine's memory. */
    public void memoryHighWatermark(double share) {
        local.control("set_vm_memory_high_watermark", String.valueOf(share));
    }

    public List<String> queues() {
        return local.control("--quiet", "list_queues", "--no-table-headers", "name")
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
        local.control("delete_queue", queue);
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
                local.checkAlive();
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
        private final ServerFolder servers;
        private final Path command;
        private final Path folder = ChildProcesses.newFolder("broker");
        private final int[] ports = ChildProcesses.freePorts(3);
        private final int securePort = ChildProcesses.freePorts(1)[0];
        private final String node = "touchline-" + UUID.randomUUID() + "@localhost";
        private final File log = ChildProcesses.log("rabbitmq");
        private final Process portMapper;
        private Process server;

        LocalNode(ServerFolder servers, Path command, Path epmd) {
            this.servers = servers;
            this.command = command;
            write("enabled_plugins", "[].\n");
            write("rabbitmq.conf", LIMITS);
            write("rabbitmq-env.conf", "");
            portMapper = ChildProcesses.start(
                    new ProcessBuilder(servers.command(
                            List.of(epmd.toString(), "-port", String.valueOf(ports[2]), "-address", "127.0.0.1"))),
                    ChildProcesses.log("epmd"));
        }

        private void write(String file, String content) {
            try {
                Files.writeString(folder.resolve(file), content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void copy(Path from, String to) {
            try {
                Files.createDirectories(folder.resolve(to).getParent());
                Files.copy(from, folder.resolve(to));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void start() {
            ProcessBuilder builder =
                    new ProcessBuilder(servers.command(List.of(command.toString()))).directory(folder.toFile());
            environment(builder.environment());
            server = ChildProcesses.start(builder, log);
        }

        String control(String... words) {
            List<String> commandLine = new ArrayList<>(
                    List.of(command.resolveSibling("rabbitmqctl").toString(), "--node", node));
            commandLine.addAll(List.of(words));
            ProcessBuilder builder = new ProcessBuilder(servers.command(commandLine)).directory(folder.toFile());
            environment(builder.environment());
            File output = ChildProcesses.log("rabbitmqctl");
            Process control = ChildProcesses.start(builder, output);
            if (!ChildProcesses.ended(control, CONTROL_SECONDS) || control.exitValue() != 0) {
                throw new IllegalStateException(List.of(words) + ": " + ChildProcesses.tail(output));
            }
            try {
                return Files.readString(output.toPath());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void environment(Map<String, String> environment) {
            environment.keySet().removeIf(key -> key.startsWith("RABBITMQ_") || key.startsWith("ERL_"));
            environment.putAll(Map.of(
                    // The Erlang cookie is stored in the home directory.
                    "HOME", folder.toString(),
                    "ERL_EPMD_PORT", String.valueOf(ports[2]),
                    "ERL_EPMD_ADDRESS", "127.0.0.1",
                    "RABBITMQ_NODENAME", node,
                    "RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1",
                    "RABBITMQ_NODE_PORT", String.valueOf(ports[0]),
                    "RABBITMQ_DIST_PORT", String.valueOf(ports[1])));
            // Idle schedulers sleep at once: the tests share few processors.
            environment.put("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+sbwt none +sbwtdcpu none +sbwtdio none");
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
