package dev.touchline.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A client of Server-Sent Events (HTML Living Standard, section 9.2) that behaves as a browser's EventSource and
 * records all events.
 */
public final class SseTestClient implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String path;
    private final boolean resuming;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final HttpHeaders headers;
    private volatile InputStream body;
    private volatile boolean closed;
    private volatile boolean ended;
    private volatile String lastId;
    private volatile int connections;

    /** An event of the stream. */
    public record Received(String id, String event, JsonNode data) {
        /** The number that the id begins with: the seq on the stream of a match, the position on a stream of many. */
        public long seq() {
            return Long.parseLong(id.split("-")[0]);
        }
    }

    private SseTestClient(String path, String lastEventId, boolean resuming) {
        this.path = path;
        this.resuming = resuming;
        this.lastId = lastEventId;
        this.headers = connect().headers();
        Thread thread = new Thread(this::read, "sse-client " + path);
        thread.setDaemon(true);
        thread.start();
    }

    /** Opens the stream of a match. */
    public static SseTestClient ofMatch(String match) {
        return new SseTestClient(matchStream(match), null, false);
    }

    /** Resumes the stream of a match after a {@code Last-Event-ID}. */
    public static SseTestClient ofMatch(String match, String lastEventId) {
        return new SseTestClient(matchStream(match), lastEventId, false);
    }

    /** Opens the stream at a path. */
    public static SseTestClient ofPath(String pathAndQuery) {
        return new SseTestClient(pathAndQuery, null, false);
    }

    /** Resumes the stream at a path after a {@code Last-Event-ID}. */
    public static SseTestClient ofPath(String pathAndQuery, String lastEventId) {
        return new SseTestClient(pathAndQuery, lastEventId, false);
    }

    /** Opens the stream of a match and reconnects whenever the stream ends. */
    public static SseTestClient resuming(String match) {
        return new SseTestClient(matchStream(match), null, true);
    }

    public static String matchStream(String match) {
        return "/matches/" + match + "/stream";
    }

    private HttpResponse<InputStream> connect() {
        HttpRequest.Builder request = HttpRequest.newBuilder(Api.uri(path)).header("Accept", "text/event-stream");
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        try {
            HttpResponse<InputStream> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                throw new AssertionError("the stream answers " + response.statusCode());
            }
            body = response.body();
            connections++;
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void read() {
        do {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
                readEvents(lines);
            } catch (IOException e) {
                // Disconnected by the test or the server: complete events are kept.
            }
            if (resuming && !closed) {
                connect();
            }
        } while (resuming && !closed);
        ended = true;
    }

    private void readEvents(BufferedReader lines) throws IOException {
        String id = null;
        String event = "message";
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            if (line.isEmpty()) {
                if (data.length() > 0) {
                    received.add(new Received(id, event, Api.json(data.toString())));
                }
                lastId = id == null ? lastId : id;
                id = null;
                event = "message";
                data.setLength(0);
            } else if (field.equals("id")) {
                id = value;
            } else if (field.equals("event")) {
                event = value;
            } else if (field.equals("data")) {
                data.append(data.length() == 0 ? "" : "\n").append(value);
            }
        }
    }

    /** All events, in order of arrival. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    public List<Received> updates() {
        return received.stream().filter(e -> e.event().equals("update")).toList();
    }

    public List<Received> snapshots() {
        return received.stream().filter(e -> e.event().equals("snapshot")).toList();
    }

    /** The numbers of the updates, in order of arrival. */
    public List<Long> seqs() {
        return updates().stream().map(Received::seq).toList();
    }

    /** The number of connections opened so far. */
    public int connections() {
        return connections;
    }

    /** The headers of the first response. */
    public HttpHeaders headers() {
        return headers;
    }

    /** The id of the last complete event. */
    public String lastId() {
        return lastId;
    }

    /** Waits for the first snapshot. */
    public JsonNode awaitSnapshot() {
        Api.eventually().until(() -> !snapshots().isEmpty());
        return snapshots().get(0).data();
    }

    /** Waits for the update with this number or a later one. */
    public void awaitUpdate(long seq) {
        Api.eventually().until(() -> {
            List<Received> updates = updates();
            return !updates.isEmpty() && updates.get(updates.size() - 1).seq() >= seq;
        });
    }

    /** Waits until the server has closed the stream. */
    public void awaitEnd() {
        Api.eventually().until(() -> ended);
    }

    @Override
    public void close() {
        disconnect();
    }

    /** Closes the connection, even in the middle of an event, without reconnecting. */
    public void disconnect() {
        closed = true;
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
