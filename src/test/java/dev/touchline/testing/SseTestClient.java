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
 * Someone who follows a match by Server-Sent Events (HTML Living Standard, section 9.2), as a browser's EventSource
 * does, and keeps everything that came.
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

    /** One event of the stream. */
    public record Received(String id, String event, JsonNode data) {
        /** The number the event carries as its id. */
        public long seq() {
            return Long.parseLong(id);
        }
    }

    private SseTestClient(String path, String lastEventId, boolean resuming) {
        this.path = path;
        this.resuming = resuming;
        this.lastId = lastEventId;
        this.headers = connect().headers();
        Thread thread = new Thread(this::read, "follower " + path);
        thread.setDaemon(true);
        thread.start();
    }

    /** Follows the match from now on. */
    public static SseTestClient ofMatch(String match) {
        return new SseTestClient(matchStream(match), null, false);
    }

    /** Comes back to the match with a {@code Last-Event-ID}. */
    public static SseTestClient ofMatch(String match, String lastEventId) {
        return new SseTestClient(matchStream(match), lastEventId, false);
    }

    /** Follows whatever is at the path. */
    public static SseTestClient ofPath(String pathAndQuery) {
        return new SseTestClient(pathAndQuery, null, false);
    }

    /** Comes back to whatever is at the path with a {@code Last-Event-ID}. */
    public static SseTestClient ofPath(String pathAndQuery, String lastEventId) {
        return new SseTestClient(pathAndQuery, lastEventId, false);
    }

    /** Follows the match, and comes back by itself whenever the stream ends. */
    public static SseTestClient resuming(String match) {
        return new SseTestClient(matchStream(match), null, true);
    }

    /** The path of the match's stream. */
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
                // Cut off, by the test or by the server: what was complete is kept.
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

    /** Everything that came, in its order. */
    public List<Received> received() {
        return List.copyOf(received);
    }

    public List<Received> updates() {
        return received.stream().filter(e -> e.event().equals("update")).toList();
    }

    public List<Received> snapshots() {
        return received.stream().filter(e -> e.event().equals("snapshot")).toList();
    }

    /** The ids of the updates, in the order in which they came. */
    public List<Long> seqs() {
        return updates().stream().map(Received::seq).toList();
    }

    /** How often the server was asked for the stream. */
    public int connections() {
        return connections;
    }

    /** The headers of the first answer. */
    public HttpHeaders headers() {
        return headers;
    }

    /** The id of the last event that was complete. */
    public String lastId() {
        return lastId;
    }

    /** Waits for the first snapshot. */
    public JsonNode awaitSnapshot() {
        Api.eventually().until(() -> !snapshots().isEmpty());
        return snapshots().get(0).data();
    }

    /** Waits for the update of that number, or any after it. */
    public void awaitUpdate(long seq) {
        Api.eventually().until(() -> {
            List<Received> updates = updates();
            return !updates.isEmpty() && updates.get(updates.size() - 1).seq() >= seq;
        });
    }

    /** Waits until the server has ended the stream. */
    public void awaitEnd() {
        Api.eventually().until(() -> ended);
    }

    @Override
    public void close() {
        cutOff();
    }

    /** Cuts the connection off, wherever in the stream it is, and stays away. */
    public void cutOff() {
        closed = true;
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
