package dev.touchline.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Something inside that nobody may connect to, and that knows if somebody did. */
public final class Doorbell implements AutoCloseable {

    private final ServerSocket socket;
    private final AtomicInteger rung = new AtomicInteger();

    private Doorbell(ServerSocket socket) {
        this.socket = socket;
    }

    /** Listens at a port of an address; 0 is any free one. */
    public static Doorbell at(InetAddress address, int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.bind(new InetSocketAddress(address, port));
            Doorbell doorbell = new Doorbell(socket);
            Thread thread = new Thread(doorbell::listen, "doorbell");
            thread.setDaemon(true);
            thread.start();
            return doorbell;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port it listens at. */
    public int port() {
        return socket.getLocalPort();
    }

    /** How often somebody connected. */
    public int rung() {
        return rung.get();
    }

    private void listen() {
        try {
            for (; ; ) {
                socket.accept().close();
                rung.incrementAndGet();
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
