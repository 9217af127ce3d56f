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

/** A wire to the broker or to an application, which can lose what is sent on it, stall, and be cut. */
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

    /** A wire to that broker. */
    public static FaultyTcpProxy to(RealBroker broker) {
        Map<String, String> settings = broker.settings();
        return to(settings.get("RABBITMQ_HOST"), Integer.parseInt(settings.getOrDefault("RABBITMQ_PORT", "5672")));
    }

    /** A wire to that application. */
    public static FaultyTcpProxy to(AppProcess app) {
        return to("127.0.0.1", app.port());
    }

    private static FaultyTcpProxy to(String host, int port) {
        FaultyTcpProxy proxy = new FaultyTcpProxy(host, port);
        daemon(proxy::accept);
        return proxy;
    }

    /** The environment of an application that has its broker at the other end. */
    public Map<String, String> settings() {
        return Map.of(
                "RABBITMQ_HOST", server.getInetAddress().getHostAddress(),
                "RABBITMQ_PORT", String.valueOf(server.getLocalPort()));
    }

    /** Where whoever is at the other end serves that path. */
    public URI at(String path) {
        return URI.create("http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort() + path);
    }

    /** From now on, nothing that is sent to the other end arrives, and the sender does not notice. */
    public void dropData() {
        dropped.set(0);
        dropping = true;
    }

    /** How many bytes have been lost since {@link #dropData()}. */
    public long droppedBytes() {
        return dropped.get();
    }

    /**
     * From now on, nothing arrives at either end and no end is told, as when a router on the way has died. Connections
     * can still be opened, and stall at once.
     */
    public void stall() {
        stalled = true;
    }

    /** Everything that was held up arrives now. */
    public void resume() {
        synchronized (flow) {
            stalled = false;
            flow.notifyAll();
        }
    }

    /** How many connections were opened since it was last cut. */
    public int connections() {
        return connections.get();
    }

    /** Ends every connection; new ones lose nothing. */
    public void closeConnections() {
        connections.set(0);
        sockets.forEach(FaultyTcpProxy::close);
        dropping = false;
        bytesUntilClose.set(Long.MAX_VALUE);
        resume();
        closed.incrementAndGet();
    }

    /** Ends every connection when that many more bytes have come from the other end, whatever they are the middle of. */
    public void closeAfterBytes(long bytes) {
        bytesUntilClose.set(bytes);
    }

    /** How often it has been cut. */
    public int closedConnections() {
        return closed.get();
    }

    /** Ends every connection, and takes no more. */
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
                // Closed: nobody connects any more.
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
            daemon(() -> pass(far, near, this::writeUntilCut));
        } catch (IOException e) {
            // The other end is away, and this one finds out as it would without a wire.
            close(near);
        }
    }

    private interface Passage {

        /** Writes what came, or loses it; false if the connection is to end. */
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

    private boolean writeUntilCut(byte[] bytes, int count, OutputStream out) throws IOException {
        long left = bytesUntilClose.getAndAdd(-count);
        if (left >= count) {
            out.write(bytes, 0, count);
            return true;
        }
        // Of those who have something to pass at that moment, one makes the cut; the others have nothing left.
        if (left >= 0) {
            try {
                out.write(bytes, 0, (int) left);
            } finally {
                // Whether or not anyone is there to read the last of it: the others wait for the cut.
                closeConnections();
            }
        }
        return false;
    }

    private void pass(Socket from, Socket to, Passage passage) {
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
            // An end has hung up; so does the other.
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
            // It is of no use any more, either way.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "faulty-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
