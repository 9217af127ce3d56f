package dev.touchline.messaging.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.touchline.testing.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BrokerConnectionsTest {

    /** Each of three nodes is the first one of an attempt, but with a probability of (2/3)^100. */
    private static final int ATTEMPTS = 100;

    @Test
    void nodesAreTriedInARandomOrder() throws Exception {
        BlockingQueue<Integer> tried = new LinkedBlockingQueue<>();
        try (ServerSocket one = refusing(tried);
                ServerSocket two = refusing(tried);
                ServerSocket three = refusing(tried)) {
            Set<Integer> ports =
                    Stream.of(one, two, three).map(ServerSocket::getLocalPort).collect(Collectors.toSet());
            BrokerConnections connections = new BrokerConnections(
                    Optional.of(ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","))),
                    "unused",
                    1,
                    Optional.of("user"),
                    Optional.of("password"),
                    "/",
                    false,
                    Certificates.noClients());
            Set<Integer> first = new HashSet<>();
            for (int i = 0; i < ATTEMPTS; i++) {
                assertThrows(IOException.class, () -> connections.open("test"));
                Set<Integer> all = new HashSet<>();
                for (int node = 0; node < 3; node++) {
                    int port = tried.poll(10, TimeUnit.SECONDS);
                    if (all.isEmpty()) {
                        first.add(port);
                    }
                    all.add(port);
                }
                assertEquals(ports, all, "each node is tried");
            }
            assertEquals(ports, first);
        }
    }

    /** A node that closes each connection at once. */
    private static ServerSocket refusing(BlockingQueue<Integer> tried) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread node = new Thread(() -> {
            while (!server.isClosed()) {
                try {
                    server.accept().close();
                    tried.add(server.getLocalPort());
                } catch (IOException e) {
                    // Closed by the test.
                }
            }
        });
        node.setDaemon(true);
        node.start();
        return server;
    }
}
