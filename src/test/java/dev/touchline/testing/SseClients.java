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

/** Many clients of one stream of Server-Sent Events, each on its own connection. Idle clients never read. */
public final class SseClients implements AutoCloseable {

    private static final int SELECT_MILLIS = 100;
    private static final int OPEN_CHECK_MILLIS = 1_000;
    private static final int SMALL_BUFFER = 64 * 1024;
    /** The number of characters of a line that are enough to read an id. */
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
     * Connects the clients.
     *
     * @param readingClients the number of clients that read
     * @param idleClients the number of clients that send the request and never read
     * @param maxUpdates the highest seq whose arrival time is recorded
     */
    public static SseClients connect(URI stream, int readingClients, int idleClients, int maxUpdates) {
        try {
            SseClients clients = new SseClients(maxUpdates);
            for (int i = 0; i < readingClients + idleClients; i++) {
                // Idle clients are spread evenly among the reading ones.
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

    /** The number of reading clients that have received all updates up to this one. */
    public long clientsWithUpdate(long seq) {
        return clients.stream()
                .filter(client -> !client.idle && !client.gone && !client.broken && client.last >= seq)
                .count();
    }

    /** The number of reading clients that lost their connection or missed an update. */
    public long clientsWithGaps() {
        return clients.stream().filter(client -> client.broken).count();
    }

    /** The time at which the last reading client received this update, in milliseconds since the epoch. */
    public long lastArrival(int seq) {
        return lastArrival.get(seq);
    }

    /** Disconnects that many reading clients. */
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
     * The number of idle clients whose connection the server closed. Reads what was sent before the close, so idle
     * clients cannot be used afterwards.
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
            // A read timeout needs the stream; channels ignore it.
            byte[] part = new byte[buffer.capacity()];
            while (client.socket.socket().getInputStream().read(part) >= 0) {
                // Skip the data sent before the close.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            // A reset counts as a close.
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
                    // The seq, and the position after it.
                    record(Long.parseLong(text.substring(3).strip().split("-")[0]));
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

    /** The longest delay between the time an update was stored and its arrival at the last client. */
    public long maxDelay(List<Long> storedAt) {
        return IntStream.range(0, storedAt.size())
                .mapToLong(i -> lastArrival(i + 1) - storedAt.get(i))
                .max()
                .orElse(0);
    }
}
