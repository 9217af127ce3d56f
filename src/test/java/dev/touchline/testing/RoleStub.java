package dev.touchline.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A stub backend behind the proxy that answers every request with the name of its role. {@code ?status=} sets the
 * status; {@code ?slow} is answered by a stream whose second event waits for {@link #finish}.
 */
public final class RoleStub implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CompletableFuture<Integer> firstByte = new CompletableFuture<>();
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    private RoleStub(String role) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, role));
        server.start();
    }

    public static RoleStub of(String role) {
        return new RoleStub(role);
    }

    /** The host and port of the stub. */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** The first byte of the first request body that arrives. */
    public CompletableFuture<Integer> firstByte() {
        return firstByte;
    }

    /** Completes the slow responses. */
    public void finish() {
        finished.complete(null);
    }

    private void answer(HttpExchange exchange, String role) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("POST")) {
                firstByte.complete(exchange.getRequestBody().read());
            }
            exchange.getRequestBody().readAllBytes();
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            int status = query.startsWith("status=") ? Integer.parseInt(query.substring("status=".length())) : 200;
            boolean slow = query.equals("slow");
            exchange.getResponseHeaders().add("Content-Type", slow ? "text/event-stream" : "text/plain");
            byte[] name = role.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(
                    status, slow ? 0 : exchange.getRequestMethod().equals("HEAD") ? -1 : name.length);
            OutputStream body = exchange.getResponseBody();
            if (slow) {
                body.write("data: first\n\n".getBytes(StandardCharsets.UTF_8));
                body.flush();
                finished.join();
                body.write("data: second\n\n".getBytes(StandardCharsets.UTF_8));
            } else if (!exchange.getRequestMethod().equals("HEAD")) {
                body.write(name);
            }
        }
    }

    @Override
    public void close() {
        finish();
        server.stop(0);
        threads.shutdownNow();
    }
}
