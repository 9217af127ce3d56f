package dev.touchline.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP proxy in front of the broker or an application that can drop data, stall, and close connections. */
public final class FaultyTcpProxy implements AutoCloseable {

    private final String host;
    private final int port;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicLong bytesUntilClose = new AtomicLong(Long.MAX_VALUE);
    private final Object flow = new Object();
    private volatile boolean dropping;
    private volatile boolean stalled;

    private FaultyTcpProxy(String host, int port) {
        this.host = host;
        this.port = port;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A proxy in front of the broker. */
    public static FaultyTcpProxy to(RealBroker broker) {
        Map<String, String> settings = broker.settings();
        return to(settings.get("RABBITMQ_HOST"), Integer.parseInt(settings.getOrDefault("RABBITMQ_PORT", "5672")));
    }

    /** A proxy in front of the application. */
    public static FaultyTcpProxy to(AppProcess app) {
        return to("127.0.0.1", app.port());
    }

    private static FaultyTcpProxy to(String host, int port) {
        FaultyTcpProxy proxy = new FaultyTcpProxy(host, port);
        daemon(proxy::accept);
        return proxy;
    }

    /** The environment of an application that reaches its broker through this proxy. */
    public Map<String, String> settings() {
        return Map.of(
                "RABBITMQ_HOST", server.getInetAddress().getHostAddress(),
                "RABBITMQ_PORT", String.valueOf(server.getLocalPort()));
    }

    /** The URL of a path through this proxy. */
    public URI at(String path) {
        return URI.create("http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort() + path);
    }

    /** From now on, drops all data sent to the server. The client does not notice. */
    public void dropData() {
        dropped.set(0);
        dropping = true;
    }

    /** The number of bytes dropped since {@link #dropData()}. */
    public long droppedBytes() {
        return dropped.get();
    }

    /**
     * From now on, holds back all data in both directions without closing connections, as a dead router does. New
     * connections are accepted and stall at once.
     */
    public void stall() {
        stalled = true;
    }

    /** Delivers all data that was held back. */
    public void resume() {
        synchronized (flow) {
            stalled = false;
            flow.notifyAll();
        }
    }

    /** The number of connections opened since the connections were last closed. */
    public int connections() {
        return connections.get();
    }

    /** Closes every connection; new connections drop no data. */
    public void closeConnections() {
        connections.set(0);
        sockets.forEach(FaultyTcpProxy::close);
        dropping = false;
        bytesUntilClose.set(Long.MAX_VALUE);
        resume();
        closed.incrementAndGet();
    }

    /** Closes every connection after that many more bytes from the server, even in the middle of a message. */
    public void closeAfterBytes(long bytes) {
        bytesUntilClose.set(bytes);
    }

    /** The number of times that the connections were closed. */
    public int closedConnections() {
        return closed.get();
    }

    /** Closes every connection and stops listening. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        closeConnections();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void connect(Socket near) {
        try {
            Socket far = new Socket(host, port);
            sockets.add(near);
            sockets.add(far);
            connections.incrementAndGet();
            daemon(() -> pass(near, far, this::write));
            daemon(() -> pass(far, near, this::writeUntilClosed));
        } catch (IOException e) {
            // The server is unreachable: the client sees its connection close, as it would without a proxy.
            close(near);
        }
    }

    private interface Transfer {

        /** Writes or drops the data; returns false if the connection is to be closed. */
        boolean pass(byte[] bytes, int count, OutputStream out) throws IOException;
    }

    private boolean write(byte[] bytes, int count, OutputStream out) throws IOException {
        if (dropping) {
            dropped.addAndGet(count);
        } else {
            out.write(bytes, 0, count);
        }
        return true;
    }

    private boolean writeUntilClosed(byte[] bytes, int count, OutputStream out) throws IOException {
        long left = bytesUntilClose.getAndAdd(-count);
        if (left >= count) {
            out.write(bytes, 0, count);
            return true;
        }
        // Only one of the concurrent threads may reach the limit; the others have nothing left to write.
        if (left >= 0) {
            try {
                out.write(bytes, 0, (int) left);
            } finally {
                // Closes the connections even if the write fails, because the other threads wait for that.
                closeConnections();
            }
        }
        return false;
    }

    private void pass(Socket from, Socket to, Transfer passage) {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                awaitFlow();
                if (!passage.pass(buffer, count, out)) {
                    break;
                }
            }
        } catch (IOException e) {
            // One end has closed its connection; close the other.
        }
        awaitFlow();
        close(from);
        close(to);
        sockets.remove(from);
        sockets.remove(to);
    }

    private void awaitFlow() {
        synchronized (flow) {
            while (stalled) {
                try {
                    flow.wait();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The socket is being discarded.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "faulty-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
