package dev.touchline.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/** Many who follow a stream of Server-Sent Events, each on a connection of its own. Some of them never read. */
public final class SseClients implements AutoCloseable {

    private static final int SELECT_MILLIS = 100;
    private static final int OPEN_CHECK_MILLIS = 1_000;
    private static final int SMALL_BUFFER = 64 * 1024;
    /** What has to be seen of a line to know what it says. */
    private static final int PREFIX_LENGTH = 32;

    private final Selector selector;
    private final List<Client> clients = new ArrayList<>();
    private final AtomicLongArray lastArrival;
    private final Thread thread = new Thread(this::run, "sse-clients");
    private volatile boolean closed;

    private SseClients(int maxUpdates) throws IOException {
        selector = Selector.open();
        lastArrival = new AtomicLongArray(maxUpdates + 1);
        thread.setDaemon(true);
    }

    /**
     * Has them follow.
     *
     * @param readingClients how many of them read
     * @param idleClients how many of them ask and never read
     * @param maxUpdates up to which number updates are noted
     */
    public static SseClients connect(URI stream, int readingClients, int idleClients, int maxUpdates) {
        try {
            SseClients clients = new SseClients(maxUpdates);
            for (int i = 0; i < readingClients + idleClients; i++) {
                // All along, not the readers first.
                boolean idle = (long) (i + 1) * idleClients / (readingClients + idleClients)
                        > (long) i * idleClients / (readingClients + idleClients);
                clients.open(stream, idle);
            }
            clients.thread.start();
            return clients;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void open(URI stream, boolean idle) throws IOException {
        SocketChannel socket = SocketChannel.open();
        if (idle) {
            socket.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
        }
        socket.connect(new InetSocketAddress(stream.getHost(), stream.getPort()));
        ByteBuffer request = StandardCharsets.US_ASCII.encode(
                "GET " + stream.getPath() + " HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n");
        while (request.hasRemaining()) {
            socket.write(request);
        }
        socket.configureBlocking(false);
        Client client = new Client(socket, idle);
        clients.add(client);
        if (!idle) {
            socket.register(selector, SelectionKey.OP_READ, client);
        }
    }

    /** How many of those who read have seen this update and all before it. */
    public long clientsThatSaw(long seq) {
        return clients.stream()
                .filter(client -> !client.idle && !client.gone && !client.broken && client.last >= seq)
                .count();
    }

    /** How many of those who read lost their connection, or missed an update. */
    public long clientsWithGaps() {
        return clients.stream().filter(client -> client.broken).count();
    }

    /** When the last of those who read got this update, in milliseconds since the epoch. */
    public long lastArrival(int seq) {
        return lastArrival.get(seq);
    }

    /** Has that many of those who read hang up. */
    public void disconnect(int count) {
        clients.stream()
                .filter(client -> !client.idle && !client.gone)
                .limit(count)
                .forEach(client -> {
                    client.gone = true;
                    close(client);
                });
    }

    /**
     * How many of those who never read have been cut off, which shows when what had been sent before is read at last.
     * Each of them is given up with that.
     */
    public long closedIdleClients() {
        return clients.parallelStream()
                .filter(client -> client.idle)
                .filter(SseClients::isClosed)
                .count();
    }

    private static boolean isClosed(Client client) {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try {
            client.socket.configureBlocking(true);
            client.socket.socket().setSoTimeout(OPEN_CHECK_MILLIS);
            // Blocking reads with a time limit go by the stream alone.
            byte[] part = new byte[buffer.capacity()];
            while (client.socket.socket().getInputStream().read(part) >= 0) {
                // What was sent before it was cut off.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            // Reset is an end, too.
            return true;
        }
    }

    private static void close(Client client) {
        try {
            client.socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
        while (!closed) {
            try {
                selector.select(key -> ((Client) key.attachment()).read(key, buffer), SELECT_MILLIS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
            clients.forEach(SseClients::close);
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Client {
        private final SocketChannel socket;
        private final boolean idle;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream(PREFIX_LENGTH);
        private volatile long last = -1;
        private volatile boolean broken;
        private volatile boolean gone;

        Client(SocketChannel socket, boolean idle) {
            this.socket = socket;
            this.idle = idle;
        }

        void read(SelectionKey key, ByteBuffer buffer) {
            try {
                buffer.clear();
                if (socket.read(buffer) < 0) {
                    throw new IOException("ended");
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    accept(buffer.get());
                }
            } catch (IOException e) {
                broken = !gone;
                key.cancel();
            }
        }

        private void accept(byte next) {
            if (next != '\n') {
                if (line.size() < PREFIX_LENGTH) {
                    line.write(next);
                }
                return;
            }
            if (line.size() > 3) {
                String text = line.toString(StandardCharsets.US_ASCII);
                if (text.startsWith("id:")) {
                    record(Long.parseLong(text.substring(3).strip()));
                }
            }
            line.reset();
        }

        private void record(long seq) {
            if (last >= 0 && seq != last + 1) {
                broken = true;
            }
            last = seq;
            if (seq < lastArrival.length()) {
                lastArrival.set((int) seq, System.currentTimeMillis());
            }
        }
    }

    /** The worst of these delays. */
    public long maxDelay(List<Long> storedAt) {
        return IntStream.range(0, storedAt.size())
                .mapToLong(i -> lastArrival(i + 1) - storedAt.get(i))
                .max()
                .orElse(0);
    }
}
