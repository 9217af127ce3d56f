import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Subscribes to a stream of Server-Sent Events with many connections, and measures deliveries: their number, their
 * latency, and whether any is lost, doubled or out of order. It shares the machine with the server, so it has one
 * thread and parses no more bytes than necessary.
 *
 * <p>The data of every event contains a mark: {@code @@}, the time of sending in microseconds (16 digits), a space and
 * the number of the event (10 digits). Two marks are never closer to each other than the length of an event's data.
 *
 * <p>{@code java SseClients.java PORT PATH CONNECTIONS LENGTH}, with the length of the data. Prints {@code open} when
 * every connection has been answered. Commands on standard input: {@code begin} resets the counters, {@code end} prints
 * them, {@code count} prints the total number of events, {@code reconnect} reopens lost connections and prints {@code
 * open}. Exits at the end of the input.
 */
public final class SseClients {

    private static final int MARK = 2 + 16 + 1 + 10;
    private static final int MAX_CONNECTING = 128;
    private static final int ROOM = 256 * 1024;
    private static final int BUCKET_MICROS = 100;
    private static final int BUCKETS = 600_000;

    private final InetSocketAddress server;
    private final byte[] request;
    private final int connections;
    private final int distance;
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MARK + ROOM);
    private final Queue<String> commands = new ConcurrentLinkedQueue<>();

    private int begun;
    private int answered;
    private int closed;
    private long all;
    private long began;
    private long events;
    private long bytes;
    private long reads;
    private long lost;
    private long doubled;
    private long misordered;
    private long latest;
    private int[] latencies = new int[BUCKETS];

    private SseClients(int port, String path, int connections, int length) throws IOException {
        this.server = new InetSocketAddress("127.0.0.1", port);
        this.request = ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nAccept: text/event-stream"
                        // The server then closes the connection at the end of the stream, so that the end is noticed.
                        + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        this.connections = connections;
        this.distance = length;
    }

    /** A connection: its last event, and the part of a mark at the end of the last read. */
    private static final class Client {
        private final byte[] rest = new byte[MARK];
        private int resting;
        private int skip;
        private long last = -1;
        private boolean answered;
    }

    public static void main(String[] arguments) throws IOException {
        SseClients clients = new SseClients(
                Integer.parseInt(arguments[0]),
                arguments[1],
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]));
        Thread input = new Thread(clients::listen, "input");
        input.setDaemon(true);
        input.start();
        clients.run();
    }

    private void listen() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
                selector.wakeup();
            }
        } catch (IOException e) {
            // As the end of the input.
        }
        commands.add("quit");
        selector.wakeup();
    }

    private void run() throws IOException {
        connectMore();
        while (true) {
            selector.select(this::ready);
            for (String command = commands.poll(); command != null; command = commands.poll()) {
                switch (command) {
                    case "begin" -> begin();
                    case "end" -> System.out.println(result());
                    case "count" -> System.out.println(all);
                    case "reconnect" -> reconnect();
                    default -> {
                        return;
                    }
                }
                System.out.flush();
            }
        }
    }

    private void connectMore() throws IOException {
        while (begun < connections && begun - answered - closed < MAX_CONNECTING) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            begun++;
            boolean connected = channel.connect(server);
            channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, new Client());
            if (connected) {
                channel.write(ByteBuffer.wrap(request));
            }
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isConnectable()) {
                SocketChannel channel = (SocketChannel) key.channel();
                channel.finishConnect();
                channel.write(ByteBuffer.wrap(request));
                key.interestOps(SelectionKey.OP_READ);
            } else {
                read(key);
            }
        } catch (IOException e) {
            close(key);
        }
    }

    private void close(SelectionKey key) {
        if (!((Client) key.attachment()).answered) {
            throw new IllegalStateException("a connection was closed before it was answered");
        }
        closed++;
        try {
            key.channel().close();
        } catch (IOException e) {
            // The connection is already closed.
        }
    }

    private void read(SelectionKey key) throws IOException {
        Client client = (Client) key.attachment();
        buffer.limit(buffer.capacity()).position(MARK);
        int read = ((SocketChannel) key.channel()).read(buffer);
        if (read < 0) {
            close(key);
            return;
        }
        bytes += read;
        reads++;
        int from = MARK - client.resting;
        buffer.put(from, client.rest, 0, client.resting);
        client.resting = 0;
        if (!client.answered) {
            answer(client, from);
        }
        scan(client, from, buffer.position());
    }

    private void answer(Client client, int from) throws IOException {
        byte[] status = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < status.length; i++) {
            if (buffer.get(from + i) != status[i]) {
                throw new IOException("refused");
            }
        }
        client.answered = true;
        answered++;
        sayWhetherOpen();
        connectMore();
    }

    private void sayWhetherOpen() {
        if (answered == connections) {
            System.out.println("open");
            System.out.flush();
        }
    }

    private void reconnect() throws IOException {
        begun -= closed;
        answered -= closed;
        closed = 0;
        sayWhetherOpen();
        connectMore();
    }

    private void scan(Client client, int from, int to) {
        long now = 0;
        int at = from + client.skip;
        while (at < to) {
            if (buffer.get(at) != '@') {
                at++;
            } else if (at + MARK > to) {
                client.resting = to - at;
                buffer.get(at, client.rest, 0, client.resting);
                client.skip = 0;
                return;
            } else if (buffer.get(at + 1) != '@') {
                at++;
            } else {
                // One reading of the clock for all events of one read.
                now = now == 0 ? micros() : now;
                count(client, now - number(at + 2, 16), number(at + 19, 10));
                at += distance;
            }
        }
        client.skip = at - to;
    }

    private void count(Client client, long latency, long number) {
        events++;
        all++;
        latencies[(int) Math.max(0, Math.min(BUCKETS - 1, latency / BUCKET_MICROS))]++;
        latest = Math.max(latest, latency);
        long last = client.last;
        if (last >= 0 && number != last + 1) {
            if (number > last) {
                lost += number - last - 1;
            } else if (number == last) {
                doubled++;
            } else {
                misordered++;
            }
        }
        client.last = Math.max(last, number);
    }

    private long number(int at, int digits) {
        long number = 0;
        for (int i = 0; i < digits; i++) {
            number = number * 10 + buffer.get(at + i) - '0';
        }
        return number;
    }

    private static long micros() {
        java.time.Instant now = java.time.Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    private void begin() {
        began = System.nanoTime();
        events = 0;
        bytes = 0;
        reads = 0;
        lost = 0;
        doubled = 0;
        misordered = 0;
        latest = 0;
        latencies = new int[BUCKETS];
    }

    private String result() {
        double seconds = (System.nanoTime() - began) / 1e9;
        return String.format(
                java.util.Locale.ROOT,
                "{\"seconds\":%.3f,\"deliveries\":%d,\"rate\":%.0f,\"bytes\":%d,\"reads\":%d,\"p50\":%.1f,\"p99\":%.1f,"
                        + "\"max\":%.1f,\"lost\":%d,\"doubled\":%d,\"misordered\":%d,\"open\":%d}",
                seconds,
                events,
                events / seconds,
                bytes,
                reads,
                percentile(0.5),
                percentile(0.99),
                latest / 1e3,
                lost,
                doubled,
                misordered,
                answered - closed);
    }

    private double percentile(double part) {
        long wanted = (long) Math.ceil(part * events);
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += latencies[i];
            if (seen >= wanted) {
                return (i + 1) * BUCKET_MICROS / 1e3;
            }
        }
        return Double.NaN;
    }
}
