package dev.touchline.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Requests that make a process work hard for little, each sent by many callers at once. */
public final class Hostile {

    private static final int BODY = 8_000_000;
    private static final int NOTE = 15_900;
    /** In a small heap, ingest refuses larger requests. */
    private static final int EVENTS_OF_A_REQUEST = ChildProcesses.isNative() ? 100 : 400;

    private static final int TEAMS = 101;
    private static final int ANNOUNCERS = 8;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int SOCKET_MILLIS = 60_000;
    private static final String SOURCE = "mallory";
    /** The process trusts this machine as a proxy, so that hostile and honest callers have different addresses. */
    private static final String FORWARDED_FOR = "X-Forwarded-For: 203.0.113.66\r\n";

    private static final int BLOCK = 64 * 1024;

    private final AppProcess app;
    private final String token;
    private final RetryingAgent agent;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** A caller with this token, of a producer. */
    public Hostile(AppProcess app, String token) {
        this.app = app;
        this.token = token;
        this.agent = new RetryingAgent(app.authorizedBy(token));
    }

    /** Reports events with details of nearly 16 kB in large requests, and returns how many. */
    public int storeLargeEvents(int events) {
        String note = "x".repeat(NOTE);
        for (int from = 0; from < events; from += EVENTS_OF_A_REQUEST) {
            ArrayNode request = AppProcess.JSON.createArrayNode();
            for (int i = from; i < Math.min(events, from + EVENTS_OF_A_REQUEST); i++) {
                ObjectNode event = event("large-" + i % 7, "large-" + i);
                event.putObject("details").put("note", note);
                request.add(event);
            }
            agent.report(request);
        }
        return events;
    }

    private static ObjectNode event(String match, String id) {
        return RetryingAgent.event(match, id, "shot", "home", 1).put("source", SOURCE);
    }

    /** Reports a shot of each of that many players. */
    public void reportPlayers(String match, int players) {
        for (int from = 0; from < players; from += EVENTS_OF_A_REQUEST) {
            ArrayNode request = AppProcess.JSON.createArrayNode();
            for (int i = from; i < Math.min(players, from + EVENTS_OF_A_REQUEST); i++) {
                request.add(event(match, "player-" + i).put("player", "Player " + i));
            }
            agent.report(request);
        }
    }

    /** Announces and ends that many matches of one table, all of them drawn, so that every tie-breaker has work. */
    public void announceMatches(String competition, int matches) {
        agent.define(
                competition,
                AppProcess.JSON
                        .createObjectNode()
                        .put("sport", "football")
                        .set("rules", AppProcess.JSON.createObjectNode().put("headToHead", "restarted")));
        AtomicInteger next = new AtomicInteger();
        atOnce(ANNOUNCERS, () -> {
            for (int i = next.getAndIncrement(); i < matches; i = next.getAndIncrement()) {
                int home = i % TEAMS;
                int away = (home + 1 + i / TEAMS) % TEAMS;
                agent.announce(
                        competition + "-" + i, RetryingAgent.announcement(competition, "Team " + home, "Team " + away));
            }
            return 0;
        });
        for (int from = 0; from < matches; from += EVENTS_OF_A_REQUEST) {
            ArrayNode ends = AppProcess.JSON.createArrayNode();
            for (int i = from; i < Math.min(matches, from + EVENTS_OF_A_REQUEST); i++) {
                ends.add(RetryingAgent.event(competition + "-" + i, "end", "full-time", null, 90)
                        .put("source", SOURCE));
            }
            agent.report(ends);
        }
    }

    /** Resumes a stream after that position, by that many readers at once, each of whom reads for five seconds. */
    public Set<Integer> resume(String path, long position, int readers) {
        return atOnce(readers, () -> {
            try (Socket socket = connect()) {
                send(
                        socket,
                        "GET " + path + " HTTP/1.1\r\nHost: x\r\nLast-Event-ID: " + position + "\r\n" + FORWARDED_FOR
                                + "\r\n");
                InputStream in = socket.getInputStream();
                int status = status(in);
                long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
                byte[] buffer = new byte[64 * 1024];
                socket.setSoTimeout(1_000);
                while (System.nanoTime() < end) {
                    try {
                        if (in.read(buffer) < 0) {
                            break;
                        }
                    } catch (SocketTimeoutException e) {
                        // Nothing to read at the moment.
                    }
                }
                return status;
            }
        });
    }

    /** Posts arrays of 8 MB that repeat a pattern, by that many callers at once. */
    public Set<Integer> postLarge(String path, String pattern, int callers) {
        byte[] block = bytes(pattern.repeat(BLOCK / pattern.length()));
        return atOnce(callers, () -> upload("POST", path, bytes("["), block, BODY / block.length, bytes("{}]")));
    }

    /** Puts an object with unknown fields of about that size, by that many callers at once. */
    public Set<Integer> putLarge(String path, int size, int callers) {
        StringBuilder fields = new StringBuilder();
        while (fields.length() < BLOCK) {
            fields.append("\"f").append(fields.length()).append("\":0,");
        }
        byte[] block = bytes(fields.toString());
        return atOnce(
                callers,
                () -> upload("PUT", path, bytes("{"), block, size / block.length, bytes("\"sport\":\"football\"}")));
    }

    /** Reads a path that many times, by that many readers at once. */
    public Set<Integer> get(String path, int readers, int times) {
        return atOnce(readers, () -> {
            int status = 200;
            for (int i = 0; i < times && status == 200; i++) {
                status = get(path);
            }
            return status;
        });
    }

    // Over plain sockets and from one block: otherwise the garbage collector of this process makes the honest callers
    // wait.
    private int upload(String method, String path, byte[] start, byte[] block, int blocks, byte[] end)
            throws IOException {
        try (Socket socket = connect()) {
            send(
                    socket,
                    method + " " + path + " HTTP/1.1\r\nHost: x\r\n" + FORWARDED_FOR
                            + "Content-Type: application/json\r\nAuthorization: Bearer " + token
                            + "\r\nContent-Length: " + (start.length + (long) blocks * block.length + end.length)
                            + "\r\n\r\n");
            OutputStream out = socket.getOutputStream();
            try {
                out.write(start);
                for (int i = 0; i < blocks; i++) {
                    out.write(block);
                }
                out.write(end);
            } catch (IOException e) {
                // Answered before the end of the body.
            }
            return status(socket.getInputStream());
        }
    }

    private int get(String path) throws IOException {
        try (Socket socket = connect()) {
            send(socket, "GET " + path + " HTTP/1.1\r\nHost: x\r\n" + FORWARDED_FOR + "Connection: close\r\n\r\n");
            InputStream in = socket.getInputStream();
            int status = status(in);
            byte[] buffer = new byte[BLOCK];
            while (in.read(buffer) >= 0) {
                // To the end of the answer.
            }
            return status;
        }
    }

    /** Sends a request as an administrator and returns the status. */
    public int asAdmin(String method, String path) {
        return answerOfAdmin(method, path).statusCode();
    }

    /** The number of dead letters on the first page. */
    public int deadLetters() {
        return AppProcess.json(answerOfAdmin("GET", "/dead-letters"))
                .path("items")
                .size();
    }

    private HttpResponse<String> answerOfAdmin(String method, String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(app.at(path))
                            .timeout(TIMEOUT)
                            .header(
                                    "Authorization",
                                    Tokens.of("operator", "admin").bearer())
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Sends heads that never end, on that many connections; returns whether the server closes all of them. */
    public boolean slowHeadsAreClosed(int connections) {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                Socket socket = connect();
                sockets.add(socket);
                send(socket, "GET /matches HTTP/1.1\r\nHost: x\r\nX-Slow: ");
            }
            boolean closed = true;
            for (Socket socket : sockets) {
                closed &= endsWithin(socket);
            }
            return closed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            sockets.forEach(Hostile::close);
        }
    }

    private static boolean endsWithin(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                // An answer may precede the end.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Sends a request with a length and with chunks, and returns the status. */
    public int lengthBesideChunks() {
        try (Socket socket = connect()) {
            send(
                    socket,
                    "POST /events HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                            + token
                            + "\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n");
            return status(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the preface of HTTP/2 without TLS; returns whether the server answers with a frame of settings. */
    public boolean speaksPlainHttp2() {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
            // An empty frame of settings.
            out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
            out.flush();
            byte[] head = socket.getInputStream().readNBytes(4);
            return head.length == 4 && head[3] == 4;
        } catch (IOException e) {
            // Closed without an answer.
            return false;
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", app.port());
        socket.setSoTimeout(SOCKET_MILLIS);
        return socket;
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(bytes(text));
        socket.getOutputStream().flush();
    }

    private static int status(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("no answer");
            }
            line.write(next);
        }
        return Integer.parseInt(line.toString(StandardCharsets.US_ASCII).split(" ")[1]);
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    private static Set<Integer> atOnce(int callers, Callable<Integer> call) {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            Set<Integer> statuses = new TreeSet<>();
            for (Future<Integer> status : threads.invokeAll(
                    IntStream.range(0, callers).mapToObj(i -> call).toList())) {
                statuses.add(status.get());
            }
            return statuses;
        } catch (ExecutionException e) {
            throw new AssertionError("a hostile caller got no answer", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }
}
