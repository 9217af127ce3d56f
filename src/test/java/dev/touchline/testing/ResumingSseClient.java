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
 * A client of Server-Sent Events that reconnects with the last id it received, as a browser does (WHATWG HTML, section
 * 9.2). It can also disconnect periodically.
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

    /** An event with the number that its id begins with. */
    public record Frame(String name, long id, JsonNode data) {

        /** Returns whether the event is an update rather than a snapshot. */
        public boolean update() {
            return name.equals("update");
        }
    }

    /** Connects without a last id. */
    public static ResumingSseClient connect(URI uri) {
        return started(new ResumingSseClient(() -> uri, null, Integer.MAX_VALUE));
    }

    /** Connects without a last id; asks for the URL before every connection. */
    public static ResumingSseClient connect(Supplier<URI> uri) {
        return started(new ResumingSseClient(uri, null, Integer.MAX_VALUE));
    }

    /** Resumes after the update with this id. */
    public static ResumingSseClient resume(URI uri, long lastId) {
        return started(new ResumingSseClient(() -> uri, String.valueOf(lastId), Integer.MAX_VALUE));
    }

    /** Connects without a last id and disconnects after that many updates, each time. */
    public static ResumingSseClient cuttingAfter(URI uri, int cutAfter) {
        return started(new ResumingSseClient(() -> uri, null, cutAfter));
    }

    /** As {@link #cuttingAfter(URI, int)}, and asks for the URL before every connection. */
    public static ResumingSseClient cuttingAfter(Supplier<URI> uri, int cutAfter) {
        return started(new ResumingSseClient(uri, null, cutAfter));
    }

    private static ResumingSseClient started(ResumingSseClient client) {
        client.thread.start();
        return client;
    }

    /** The events received so far. */
    public List<Frame> frames() {
        return List.copyOf(frames);
    }

    /** The ids of the updates received so far. */
    public List<Long> updates() {
        return frames.stream().filter(Frame::update).map(Frame::id).toList();
    }

    /** The id of the last event, or -1. */
    public long position() {
        return frames.isEmpty() ? -1 : frames.get(frames.size() - 1).id();
    }

    /**
     * Returns whether all updates arrived in order, without gaps and duplicates. A snapshot replaces all updates up to
     * its id.
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

    /** The number of connections opened so far. */
    public int connections() {
        return connections.get();
    }

    /** The reconnection times of the closing frames received. */
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
                // Connection lost or server unavailable: reconnect.
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
                    Frame frame = new Frame(
                            name, Long.parseLong(id.split("-")[0]), AppProcess.JSON.readTree(data.toString()));
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

    /** Disconnects without reconnecting. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        InputStream open = stream;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // The client is being discarded.
            }
        }
    }
}
