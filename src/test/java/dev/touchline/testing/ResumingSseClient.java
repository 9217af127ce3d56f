package dev.touchline.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Follows a stream of Server-Sent Events as a browser does: when it ends, it comes back with the last id it saw (WHATWG
 * HTML, section 9.2). It can also be made to lose its connection again and again.
 */
public final class ResumingSseClient implements AutoCloseable {

    private static final long PAUSE = Duration.ofMillis(100).toNanos();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Supplier<URI> uri;
    private final int cutAfter;
    private final List<Frame> frames = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Duration> retryIntervals = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "stream-client");
    private volatile InputStream stream;
    private volatile boolean closed;
    private String lastId;

    private ResumingSseClient(Supplier<URI> uri, String lastId, int cutAfter) {
        this.uri = uri;
        this.lastId = lastId;
        this.cutAfter = cutAfter;
        thread.setDaemon(true);
    }

    /** One event. */
    public record Frame(String name, long id, JsonNode data) {

        /** Whether it is an update, and not a snapshot. */
        public boolean update() {
            return name.equals("update");
        }
    }

    /** Follows from the state of now on. */
    public static ResumingSseClient connect(URI uri) {
        return started(new ResumingSseClient(() -> uri, null, Integer.MAX_VALUE));
    }

    /** Follows from the state of now on, and asks whenever it connects where to. */
    public static ResumingSseClient connect(Supplier<URI> uri) {
        return started(new ResumingSseClient(uri, null, Integer.MAX_VALUE));
    }

    /** Follows from after an update that was seen before. */
    public static ResumingSseClient resume(URI uri, long lastId) {
        return started(new ResumingSseClient(() -> uri, String.valueOf(lastId), Integer.MAX_VALUE));
    }

    /** Follows from the state of now on, and loses the connection after every so many updates. */
    public static ResumingSseClient cuttingAfter(URI uri, int cutAfter) {
        return started(new ResumingSseClient(() -> uri, null, cutAfter));
    }

    /** Asks whenever it connects where to, and loses the connection after every so many updates. */
    public static ResumingSseClient cuttingAfter(Supplier<URI> uri, int cutAfter) {
        return started(new ResumingSseClient(uri, null, cutAfter));
    }

    private static ResumingSseClient started(ResumingSseClient client) {
        client.thread.start();
        return client;
    }

    /** What has come so far. */
    public List<Frame> frames() {
        return List.copyOf(frames);
    }

    /** The numbers of the updates that have come so far. */
    public List<Long> updates() {
        return frames.stream().filter(Frame::update).map(Frame::id).toList();
    }

    /** The number of the last event, or -1. */
    public long position() {
        return frames.isEmpty() ? -1 : frames.get(frames.size() - 1).id();
    }

    /**
     * Whether every update came in its place and none twice. A snapshot stands for all updates up to its number, and is
     * a fair answer to one who comes back.
     */
    public boolean gapless() {
        long before = -1;
        for (Frame frame : frames) {
            if (frame.update() ? frame.id() != before + 1 : frame.id() < before) {
                return false;
            }
            before = frame.id();
        }
        return true;
    }

    /** How often it has been connected. */
    public int connections() {
        return connections.get();
    }

    /** How long it was asked to stay away, each time that it was told goodbye. */
    public List<Duration> retryIntervals() {
        return List.copyOf(retryIntervals);
    }

    private void run() {
        while (!closed) {
            try {
                HttpRequest.Builder request = HttpRequest.newBuilder(uri.get()).header("Accept", "text/event-stream");
                if (lastId != null) {
                    request.header("Last-Event-ID", lastId);
                }
                HttpResponse<InputStream> response =
                        HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = response.body()) {
                    stream = body;
                    if (response.statusCode() == 200) {
                        connections.incrementAndGet();
                        read(body);
                        continue;
                    }
                }
            } catch (IOException e) {
                // The connection is lost, or the server away: come back.
            } catch (InterruptedException e) {
                return;
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    private void read(InputStream body) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        String name = null;
        String id = null;
        String retry = "0";
        boolean closingFrame = false;
        StringBuilder data = new StringBuilder();
        int updates = 0;
        for (String line = lines.readLine(); line != null && updates < cutAfter; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (name != null) {
                    Frame frame = new Frame(name, Long.parseLong(id), AppProcess.JSON.readTree(data.toString()));
                    frames.add(frame);
                    lastId = id;
                    updates += frame.update() ? 1 : 0;
                    if (updates == cutAfter) {
                        return;
                    }
                }
                if (closingFrame) {
                    retryIntervals.add(Duration.ofMillis(Long.parseLong(retry)));
                }
                name = null;
                id = null;
                retry = "0";
                closingFrame = false;
                data.setLength(0);
            } else {
                int colon = line.indexOf(':');
                String field = colon < 0 ? line : line.substring(0, colon);
                String value = colon < 0 ? "" : line.substring(colon + 1).stripLeading();
                switch (field) {
                    case "event" -> name = value;
                    case "id" -> id = value;
                    case "data" -> data.append(value).append('\n');
                    case "retry" -> retry = value;
                    default -> closingFrame |= value.equals("goodbye");
                }
            }
        }
    }

    /** Hangs up for good. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        InputStream open = stream;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It is over either way.
            }
        }
    }
}
