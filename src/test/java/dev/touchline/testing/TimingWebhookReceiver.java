package dev.touchline.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that is called by webhooks very often, and notes how long after an update was stored its call came. */
public final class TimingWebhookReceiver implements AutoCloseable {

    private static final Pattern STORED = Pattern.compile("\"at\":\"([^\"]+)\"");
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int BACKLOG = 1_000;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Duration> delays = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger hanging = new AtomicInteger();
    private volatile CountDownLatch hangsUntil = new CountDownLatch(0);

    private TimingWebhookReceiver(HttpServer server) {
        this.server = server;
    }

    public static TimingWebhookReceiver start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
            TimingWebhookReceiver receiver = new TimingWebhookReceiver(server);
            server.createContext("/", receiver::handle);
            server.setExecutor(receiver.threads);
            server.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is called. */
    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Has every call hang for 15 s, or until it is told to go on. */
    public void startHanging() {
        hangsUntil = new CountDownLatch(1);
    }

    /** Has every call be answered at once, those that hang included. */
    public void stopHanging() {
        hangsUntil.countDown();
    }

    /** How many calls hang. */
    public int hanging() {
        return hanging.get();
    }

    /** How many calls came since the delays were last taken. */
    public int calls() {
        return delays.size();
    }

    /** From the storing of an update to the arrival of each call since this was last asked for. */
    public List<Duration> drainDelays() {
        synchronized (delays) {
            List<Duration> taken = List.copyOf(delays);
            delays.clear();
            return taken;
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        Instant now = Instant.now();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Matcher stored = STORED.matcher(body);
        if (!stored.find()) {
            throw new IllegalArgumentException("not an update");
        }
        delays.add(Duration.between(Instant.parse(stored.group(1)), now));
        hanging.incrementAndGet();
        try {
            hangsUntil.await(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            hanging.decrementAndGet();
        }
        // This ends the exchange. Closing it as well may close the connection, on which the next call is by then.
        exchange.sendResponseHeaders(204, -1);
    }

    @Override
    public void close() {
        stopHanging();
        server.stop(0);
        threads.shutdownNow();
    }
}
