package dev.touchline.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A webhook receiver that records all calls and answers as the test specifies. */
public final class WebhookReceiver implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<ReceivedCall> calls = new CopyOnWriteArrayList<>();
    private volatile Function<ReceivedCall, Answer> answers = call -> Answer.of(204);

    private WebhookReceiver(HttpServer server) {
        this.server = server;
    }

    public record ReceivedCall(Instant at, String path, Map<String, List<String>> headers, String body) {

        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> entry.getValue().get(0))
                    .findFirst()
                    .orElse(null);
        }

        /** The {@code webhook-id}, equal in all attempts of a delivery. */
        public String id() {
            return header("webhook-id");
        }

        public JsonNode json() {
            return Api.json(body);
        }

        public String match() {
            return json().path("data").path("match").textValue();
        }

        public long seq() {
            return json().path("data").path("seq").longValue();
        }

        /** Returns whether the reference library of Standard Webhooks accepts the signature. */
        public boolean isSignedWith(String secret) {
            return isSignedWith(secret, body);
        }

        public boolean isSignedWith(String secret, String body) {
            try {
                new Webhook(secret).verify(body, headers);
                return true;
            } catch (WebhookVerificationException e) {
                return false;
            }
        }
    }

    /** A response; a null body means no body. */
    public record Answer(int code, Map<String, String> headers, String body) {

        public static Answer of(int code) {
            return new Answer(code, Map.of(), null);
        }
    }

    public static WebhookReceiver start() {
        return at(InetAddress.getLoopbackAddress());
    }

    /** Starts a receiver on a free port of an address. */
    public static WebhookReceiver at(InetAddress address) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(address, 0), 0);
            WebhookReceiver receiver = new WebhookReceiver(server);
            server.createContext("/", receiver::handle);
            server.setExecutor(receiver.threads);
            server.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets the responses. */
    public void answer(Function<ReceivedCall, Answer> answers) {
        this.answers = answers;
    }

    /** The URL of a path. */
    public String url(String path) {
        return "http://" + server.getAddress().getAddress().getHostAddress() + ":" + port() + path;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** All calls, in order of arrival. */
    public List<ReceivedCall> calls() {
        return List.copyOf(calls);
    }

    /** The calls to a path, in order of arrival. */
    public List<ReceivedCall> calls(String path) {
        return calls.stream().filter(call -> call.path().equals(path)).toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            // The library expects lower-case header names.
            Map<String, List<String>> headers = new HashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
            ReceivedCall call =
                    new ReceivedCall(Instant.now(), exchange.getRequestURI().toString(), headers, body);
            calls.add(call);
            Answer answer = answers.apply(call);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] content = answer.body() == null ? new byte[0] : answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.code(), content.length == 0 ? -1 : content.length);
            exchange.getResponseBody().write(content);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
