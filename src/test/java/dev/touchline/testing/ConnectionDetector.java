package dev.touchline.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on an internal address that counts the connections it receives. */
public final class ConnectionDetector implements AutoCloseable {

    private final ServerSocket socket;
    private final AtomicInteger connections = new AtomicInteger();

    private ConnectionDetector(ServerSocket socket) {
        this.socket = socket;
    }

    /** Listens on a port of an address; 0 is any free port. */
    public static ConnectionDetector at(InetAddress address, int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.bind(new InetSocketAddress(address, port));
            ConnectionDetector doorbell = new ConnectionDetector(socket);
            Thread thread = new Thread(doorbell::listen, "doorbell");
            thread.setDaemon(true);
            thread.start();
            return doorbell;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** The number of connections so far. */
    public int connections() {
        return connections.get();
    }

    private void listen() {
        try {
            for (; ; ) {
                socket.accept().close();
                connections.incrementAndGet();
            }
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
