package dev.touchline.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Clients that write their whole request, even if the answer is already arriving, and only then read. A server that
 * closes its socket with unread bytes resets the connection of such a client, and the answer is lost.
 */
public final class EagerClients {

    /** The number of requests per kind of request. */
    public static final int TRIES = 500;

    private static final int PARALLEL = 20;
    private static final int TIMEOUT_MILLIS = 30_000;

    private EagerClients() {}

    /** Writes a request to a new connection. */
    public interface Request {

        /**
         * Writes the request.
         *
         * @param attempt the number of the attempt
         * @param answer the input, which must not be read here
         */
        void write(int attempt, OutputStream out, InputStream answer) throws IOException;
    }

    /** Opens a connection. */
    public interface Connection {
        Socket open() throws IOException;
    }

    /** A request with a body of that size, written in that many pieces; every other request is chunked. */
    public static Request request(String head, int size, int pieces) {
        byte[] piece = " ".repeat(size / pieces).getBytes(StandardCharsets.US_ASCII);
        return (attempt, out, answer) -> {
            boolean chunked = attempt % 2 == 1;
            out.write((head + "\r\nHost: x\r\n"
                            + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + piece.length * pieces)
                            + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < pieces; i++) {
                if (chunked) {
                    out.write((Integer.toHexString(piece.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                }
                out.write(piece);
                if (chunked) {
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
            if (chunked) {
                out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        };
    }

    /** Sends the request on {@link #TRIES} new connections and asserts that each is answered with this status. */
    public static void assertAllAnswered(int status, Request request) {
        assertAllAnswered(Set.of(status), PARALLEL, request);
    }

    /** Sends the request on {@link #TRIES} new connections, that many in parallel, and asserts one of these statuses. */
    public static void assertAllAnswered(Set<Integer> statuses, int parallel, Request request) {
        assertAllAnswered(
                () -> new Socket(Api.uri("/").getHost(), Api.uri("/").getPort()), statuses, parallel, request);
    }

    /** Sends the requests over connections to another server. */
    public static void assertAllAnswered(Connection connection, int status, Request request) {
        assertAllAnswered(connection, Set.of(status), PARALLEL, request);
    }

    private static void assertAllAnswered(Connection connection, Set<Integer> statuses, int parallel, Request request) {
        ExecutorService threads = Executors.newFixedThreadPool(parallel);
        try {
            Map<String, Integer> outcomes = new TreeMap<>();
            IntStream.range(0, TRIES)
                    .mapToObj(attempt -> threads.submit(() -> outcome(connection, attempt, request)))
                    .toList()
                    .forEach(tried -> outcomes.merge(get(tried), 1, Integer::sum));
            Set<String> expected = statuses.stream().map(String::valueOf).collect(Collectors.toSet());
            assertTrue(expected.containsAll(outcomes.keySet()), outcomes::toString);
        } finally {
            threads.shutdownNow();
        }
    }

    private static String get(Future<String> outcome) {
        try {
            return outcome.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String outcome(Connection connection, int attempt, Request request) {
        try (Socket socket = connection.open()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            InputStream answer = new BufferedInputStream(socket.getInputStream());
            request.write(attempt, socket.getOutputStream(), answer);
            String startedAt = new String(answer.readNBytes("HTTP/1.1 413".length()), StandardCharsets.US_ASCII);
            return startedAt.substring(startedAt.indexOf(' ') + 1);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
