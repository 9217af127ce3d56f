package dev.touchline.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The wire between an application and the broker, which can lose what is sent on it, stall, and be cut. */
public final class Wire implements AutoCloseable {

    private final RealBroker broker;
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();
    private final Object flow = new Object();
    private volatile boolean losing;
    private volatile boolean stalled;

    private Wire(RealBroker broker) {
        this.broker = broker;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A wire to that broker. */
    public static Wire to(RealBroker broker) {
        Wire wire = new Wire(broker);
        daemon(wire::accept);
        return wire;
    }

    /** The environment that points an application to the broker at the other end. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(broker.settings());
        settings.put("RABBITMQ_HOST", server.getInetAddress().getHostAddress());
        settings.put("RABBITMQ_PORT", String.valueOf(server.getLocalPort()));
        return settings;
    }

    /** From now on, nothing that the application sends arrives, and it does not notice. */
    public void lose() {
        lost.set(0);
        losing = true;
    }

    /** How many bytes have been lost since {@link #lose()}. */
    public long lost() {
        return lost.get();
    }

    /**
     * From now on, nothing arrives at either end and no end is told, as when a router on the way has died. Connections
     * can still be opened, and stall at once.
     */
    public void stall() {
        stalled = true;
    }

    /** Everything that was held up arrives now. */
    public void flow() {
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
    public void cut() {
        connections.set(0);
        sockets.forEach(Wire::close);
        losing = false;
        flow();
    }

    /** Ends every connection, and takes no more. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
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

    private void connect(Socket application) {
        try {
            Socket other = new Socket(
                    broker.settings().get("RABBITMQ_HOST"),
                    Integer.parseInt(broker.settings().getOrDefault("RABBITMQ_PORT", "5672")));
            sockets.add(application);
            sockets.add(other);
            connections.incrementAndGet();
            daemon(() -> pass(application, other, true));
            daemon(() -> pass(other, application, false));
        } catch (IOException e) {
            // The broker is away, and the application finds out as it would without a wire.
            close(application);
        }
    }

    private void pass(Socket from, Socket to, boolean maybeLost) {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                awaitFlow();
                if (maybeLost && losing) {
                    lost.addAndGet(count);
                } else {
                    out.write(buffer, 0, count);
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
        Thread thread = new Thread(task, "wire");
        thread.setDaemon(true);
        thread.start();
    }
}
