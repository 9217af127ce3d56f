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

/** A webhook receiver for many calls that records the delay between the storing of an update and the call. */
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

    /** The URL of a path. */
    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Makes every call hang for 15 s or until {@link #stopHanging}. */
    public void startHanging() {
        hangsUntil = new CountDownLatch(1);
    }

    /** Answers hanging and new calls at once. */
    public void stopHanging() {
        hangsUntil.countDown();
    }

    /** The number of calls that hang. */
    public int hanging() {
        return hanging.get();
    }

    /** The number of calls since the last {@link #drainDelays}. */
    public int calls() {
        return delays.size();
    }

    /** Returns and clears the delays from the storing of the update to the arrival of the call. */
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
        // This completes the exchange. Closing it as well may close the connection, on which the next call may have
        // begun.
        exchange.sendResponseHeaders(204, -1);
    }

    @Override
    public void close() {
        stopHanging();
        server.stop(0);
        threads.shutdownNow();
    }
}
