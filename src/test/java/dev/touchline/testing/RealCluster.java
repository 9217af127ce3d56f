package dev.touchline.testing;

import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;

/**
 * Private RabbitMQ nodes on this machine that form a cluster, of the version that {@link RealBroker} would start. Nodes can
 * be killed, paused, separated from the others, stopped, started again, added and forgotten. If there is no RabbitMQ, the
 * test is skipped.
 */
public final class RealCluster implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(240);
    private static final Duration CHANGE = Duration.ofSeconds(120);
    /** RabbitMQ 3 needs a strategy for partitions, as on Kubernetes. Version 4 ignores it. */
    private static final String CONFIGURATION = RealBroker.LIMITS + """
            cluster_partition_handling = pause_minority
            net_ticktime = 15
            """;

    private static final String TLS = """
            listeners.ssl.1 = %s:%d
            ssl_options.cacertfile = %s
            ssl_options.certfile = %s
            ssl_options.keyfile = %s
            """;

    private final BrokerNode.Programs programs = BrokerNode.Programs.find();
    private final NodeNetwork network = new NodeNetwork();
    private final String cookie = UUID.randomUUID().toString();
    private final List<Node> nodes = new ArrayList<>();
    /** Nodes that may be added later. */
    private final List<Node> spares = new ArrayList<>();

    private RealCluster() {}

    /**
     * A cluster of three nodes without exchanges and queues.
     *
     * @param spares the number of nodes that may be added later
     */
    public static RealCluster running(int spares) {
        return start(spares, List.of());
    }

    /**
     * A cluster with a node for each of the certificates, whose hosts are addresses of the loopback interface. The nodes
     * listen with TLS at these addresses too.
     */
    public static RealCluster secured(List<Certificates.Pem> certificates) {
        return start(0, certificates);
    }

    private static RealCluster start(int spares, List<Certificates.Pem> certificates) {
        RealCluster cluster = new RealCluster();
        try {
            for (int i = 0; i < 3; i++) {
                cluster.nodes.add(cluster.new Node(certificates.isEmpty() ? null : certificates.get(i)));
            }
            Stream.generate(() -> cluster.new Node(null)).limit(spares).forEach(cluster.spares::add);
            cluster.nodes.forEach(node -> node.broker.start());
            cluster.nodes.forEach(Node::awaitConnections);
            cluster.nodes.stream().skip(1).forEach(Node::join);
            return cluster;
        } catch (RuntimeException | AssertionError e) {
            cluster.close();
            throw e;
        }
    }

    /** A node of the cluster. */
    public final class Node {
        private final BrokerNode broker = new BrokerNode(programs, network.mapperPort());
        private final Certificates.Pem certificate;
        /** Paused or separated. */
        private boolean away;

        private Node(Certificates.Pem certificate) {
            this.certificate = certificate;
            network.add(broker.name());
            broker.write(
                    "rabbitmq.conf",
                    certificate == null
                            ? CONFIGURATION
                            : CONFIGURATION
                                    + TLS.formatted(
                                            certificate.host(),
                                            broker.securePort(),
                                            certificate.authority(),
                                            certificate.certificate(),
                                            certificate.key()));
            Path file = broker.folder().resolve(".erlang.cookie");
            broker.write(file.getFileName().toString(), cookie);
            try {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String address() {
            return "127.0.0.1:" + broker.port();
        }

        private String secureAddress() {
            return certificate.host() + ":" + broker.securePort();
        }

        /** Starts the node with its existing data and waits until it accepts connections. */
        public void start() {
            broker.start();
            awaitConnections();
        }

        /** Stops the node gracefully, once no queue needs it for its majority. */
        public void stop() {
            awaitNotCritical();
            broker.stop();
        }

        /** Kills the node as a power failure would; data is kept. */
        public void kill() {
            broker.kill();
        }

        /** Halts the node, as a host that hangs does; its connections stay open. */
        public void pause() {
            away = true;
            broker.pause();
        }

        /** Lets a paused node continue. */
        public void resume() {
            broker.resume();
            away = false;
        }

        /** Separates the node from the others; clients reach all of them. */
        public void separate() {
            away = true;
            network.separate(broker.name());
        }

        /** Waits until every queue has a majority without this node. */
        public void awaitNotCritical() {
            change("queues that can do without " + broker.name())
                    .until(() -> broker.succeeds("rabbitmq-queues", "check_if_node_is_quorum_critical"));
        }

        private void join() {
            broker.control("stop_app");
            broker.control("join_cluster", nodes.get(0).broker.name());
            broker.control("start_app");
            awaitConnections();
        }

        private void awaitConnections() {
            await("a node at " + address()).atMost(START).ignoreExceptions().until(() -> {
                broker.checkAlive();
                try (Connection connection = connect()) {
                    return connection.isOpen();
                }
            });
        }

        private Connection connect() throws IOException, TimeoutException {
            ConnectionFactory factory = RealBroker.connectionFactory(settings());
            factory.setHost("127.0.0.1");
            factory.setPort(broker.port());
            return factory.newConnection("touchline tests");
        }

        @Override
        public String toString() {
            return broker.name();
        }
    }

    /** The environment of an application that connects to the nodes, also to those that may be added later. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(RealBroker.OWNER);
        // As in production, a command declares the topology.
        settings.put("TOUCHLINE_MESSAGING_DECLARE_TOPOLOGY", "false");
        settings.put(
                "RABBITMQ_ADDRESSES",
                Stream.concat(nodes.stream(), spares.stream())
                        .map(Node::address)
                        .collect(Collectors.joining(",")));
        return settings;
    }

    /** The environment of an application that connects with TLS. */
    public Map<String, String> secureSettings() {
        Map<String, String> settings = new HashMap<>(settings());
        settings.put("RABBITMQ_SSL", "true");
        settings.put(
                "RABBITMQ_ADDRESSES", nodes.stream().map(Node::secureAddress).collect(Collectors.joining(",")));
        return settings;
    }

    /** The nodes that are part of the cluster, running or not. */
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** The node that leads a quorum queue, as another node sees it if it is paused or separated. */
    public Node leader(String queue) {
        return any().broker
                .control("--quiet", "list_queues", "--no-table-headers", "name", "leader")
                .lines()
                .map(line -> line.split("\t"))
                .filter(columns -> columns[0].equals(queue))
                .flatMap(columns ->
                        nodes.stream().filter(node -> node.broker.name().equals(columns[1])))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no leader of queue " + queue));
    }

    private Node any() {
        return nodes.stream()
                .filter(node -> node.broker.isRunning() && !node.away)
                .findFirst()
                .orElseThrow();
    }

    /** The nodes with connections of clients. */
    public Set<Node> connected() {
        Set<String> ports = any().broker
                .control("--quiet", "list_connections", "--no-table-headers", "port")
                .lines()
                .map(String::strip)
                .collect(Collectors.toCollection(TreeSet::new));
        return nodes.stream()
                .filter(node -> ports.contains(String.valueOf(node.broker.port()))
                        || ports.contains(String.valueOf(node.broker.securePort())))
                .collect(Collectors.toSet());
    }

    /** Ends {@link Node#separate}. */
    public void heal() {
        network.join();
        nodes.forEach(node -> node.away = false);
    }

    /** Adds a spare node, with members of all quorum queues. */
    public Node add() {
        Node added = spares.remove(0);
        added.start();
        nodes.add(added);
        added.join();
        added.broker.run("rabbitmq-queues", "grow", added.broker.name(), "all");
        return added;
    }

    /** Removes a node that will not return, and its members of quorum queues. */
    public void forget(Node lost) {
        nodes.remove(lost);
        any().broker.control("forget_cluster_node", lost.broker.name());
        lost.broker.close();
    }

    private static ConditionFactory change(String description) {
        return await(description).atMost(CHANGE).pollInterval(Duration.ofSeconds(1));
    }

    /** Stops the nodes and deletes their data. */
    @Override
    public void close() {
        network.join();
        Stream.concat(nodes.stream(), spares.stream()).forEach(node -> node.broker.close());
        network.close();
    }
}
