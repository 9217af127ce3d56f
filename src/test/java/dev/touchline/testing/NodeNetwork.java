package dev.touchline.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network between the nodes of a cluster, in which one can be separated from the others without privileges. It is the
 * port mapper of the nodes (Erlang's distribution protocol, section EPMD Protocol) and names the port of a proxy in place of
 * a node's own. A proxy learns from the handshake which node connects.
 *
 * <p>Data between separated nodes is held back in both directions, and connections stay open, as if packets were dropped.
 */
final class NodeNetwork implements AutoCloseable {

    private static final int ALIVE = 120;
    private static final int ALIVE_ANSWER = 118;
    private static final int PORT = 122;
    private static final int PORT_ANSWER = 119;
    private static final int NAMES = 110;
    /** The handshake of Erlang 23 and later: flags, creation, name. */
    private static final char SEND_NAME = 'N';

    private static final int BEFORE_NAME = 8 + 4;
    private static final int UNKNOWN = 1;
    private static final int BUFFER = 64 * 1024;

    private final ServerSocket mapper;
    private final Map<String, Registration> registrations = new ConcurrentHashMap<>();
    private final Map<String, Proxy> proxies = new ConcurrentHashMap<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<String> members = ConcurrentHashMap.newKeySet();
    private String separated;
    private int creation;

    NodeNetwork() {
        this.mapper = listen();
        daemon(() -> accept(mapper, this::answer));
    }

    /** A node's own port, and the description that others get of it. */
    private record Registration(int port, byte[] description) {}

    private static ServerSocket listen() {
        try {
            return new ServerSocket(ChildProcesses.freePorts(1)[0], 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port of the port mapper. */
    int mapperPort() {
        return mapper.getLocalPort();
    }

    /** Adds a node of the cluster; others, such as those of commands, are never separated from it. */
    void add(String node) {
        members.add(alive(node));
    }

    /** Separates a node from the others. */
    synchronized void separate(String node) {
        separated = alive(node);
    }

    /** Delivers what was held back, and separates no node any more. */
    synchronized void join() {
        separated = null;
        notifyAll();
    }

    private static String alive(String node) {
        return node.split("@")[0];
    }

    private synchronized boolean isSeparated(String one, String other) {
        return members.contains(one) && members.contains(other) && (one.equals(separated) || other.equals(separated));
    }

    private synchronized void awaitLink(String one, String other) {
        while (isSeparated(one, other)) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        join();
        closeQuietly(mapper);
        proxies.values().forEach(proxy -> closeQuietly(proxy.server));
        sockets.forEach(NodeNetwork::closeQuietly);
    }

    // --- The port mapper ---------------------------------------------------------------------------------------------

    private void answer(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        byte[] request = in.readNBytes(in.readUnsignedShort());
        switch (request[0]) {
            case ALIVE -> register(request, in, out);
            case PORT -> describe(new String(request, 1, request.length - 1, StandardCharsets.UTF_8), out);
            case NAMES -> list(out);
            default -> throw new IOException("request " + request[0]);
        }
    }

    // The node is registered until it closes the connection.
    private void register(byte[] request, DataInputStream in, DataOutputStream out) throws IOException {
        int port = (request[1] & 0xff) << 8 | request[2] & 0xff;
        byte[] description = Arrays.copyOfRange(request, 3, request.length);
        String name = name(description, 6);
        Registration registration = new Registration(port, description);
        registrations.put(name, registration);
        out.writeByte(ALIVE_ANSWER);
        out.writeByte(0);
        out.writeInt(nextCreation());
        out.flush();
        try {
            while (in.read() >= 0) {}
        } finally {
            registrations.remove(name, registration);
        }
    }

    private synchronized int nextCreation() {
        return ++creation;
    }

    private static String name(byte[] bytes, int lengthAt) {
        int length = (bytes[lengthAt] & 0xff) << 8 | bytes[lengthAt + 1] & 0xff;
        return new String(bytes, lengthAt + 2, length, StandardCharsets.UTF_8);
    }

    private void describe(String name, DataOutputStream out) throws IOException {
        Registration registration = registrations.get(name);
        out.writeByte(PORT_ANSWER);
        out.writeByte(registration == null ? UNKNOWN : 0);
        if (registration != null) {
            out.writeShort(proxies.computeIfAbsent(name, Proxy::new).port());
            out.write(registration.description());
        }
        out.flush();
    }

    private void list(DataOutputStream out) throws IOException {
        out.writeInt(mapperPort());
        for (Map.Entry<String, Registration> entry : registrations.entrySet()) {
            String line =
                    "name " + entry.getKey() + " at port " + entry.getValue().port() + "\n";
            out.write(line.getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
    }

    // --- The proxies -------------------------------------------------------------------------------------------------

    /** Passes on the connections to one node. */
    private final class Proxy {
        private final String node;
        private final ServerSocket server = listen();

        Proxy(String node) {
            this.node = node;
            daemon(() -> accept(server, this::connect));
        }

        int port() {
            return server.getLocalPort();
        }

        private void connect(Socket near) throws IOException {
            DataInputStream in = new DataInputStream(near.getInputStream());
            byte[] handshake = in.readNBytes(in.readUnsignedShort());
            String peer = handshake[0] == SEND_NAME ? alive(name(handshake, 1 + BEFORE_NAME)) : "";
            boolean separate = isSeparated(peer, node);
            awaitLink(peer, node);
            Registration registration = registrations.get(node);
            if (registration == null || separate && hasClosed(near)) {
                return;
            }
            try (Socket far = new Socket("127.0.0.1", registration.port())) {
                sockets.add(far);
                far.setTcpNoDelay(true);
                DataOutputStream out = new DataOutputStream(far.getOutputStream());
                out.writeShort(handshake.length);
                out.write(handshake);
                out.flush();
                daemon(() -> pass(far, near, peer));
                pass(near, far, peer);
            }
        }

        // The peer sends nothing more before it has an answer.
        private boolean hasClosed(Socket near) throws IOException {
            near.setSoTimeout(1);
            try {
                return near.getInputStream().read() < 0;
            } catch (SocketTimeoutException e) {
                near.setSoTimeout(0);
                return false;
            }
        }

        private void pass(Socket from, Socket to, String peer) {
            byte[] buffer = new byte[BUFFER];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    awaitLink(peer, node);
                    out.write(buffer, 0, count);
                }
            } catch (IOException e) {
                // One end has closed its connection; close the other.
            }
            // The other end does not learn of it while it is separated.
            awaitLink(peer, node);
            closeQuietly(from);
            closeQuietly(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    // --- Connections -------------------------------------------------------------------------------------------------

    @FunctionalInterface
    private interface Handler {
        void handle(Socket client) throws IOException;
    }

    private void accept(ServerSocket server, Handler handler) {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                client.setTcpNoDelay(true);
                sockets.add(client);
                daemon(() -> handle(client, handler));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void handle(Socket client, Handler handler) {
        try (client) {
            handler.handle(client);
        } catch (IOException e) {
            // The node has closed the connection, or its peer has.
        } finally {
            sockets.remove(client);
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // It is being discarded.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "node-network");
        thread.setDaemon(true);
        thread.start();
    }
}
