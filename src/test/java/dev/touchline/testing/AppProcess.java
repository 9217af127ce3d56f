package dev.touchline.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The packaged application as a child process, configured through its environment. */
public final class AppProcess implements AutoCloseable {

    /** Parses JSON responses. */
    public static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration START = Duration.ofSeconds(180);
    private static final int STOP_SECONDS = 30;
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    /** The timeout for one request. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String name;
    private final Map<String, String> settings;
    private final int port;
    private final int managementPort = ChildProcesses.freePorts(1)[0];
    private final File log;
    private final Process process;
    private volatile String token;

    private AppProcess(String name, Map<String, String> settings) {
        this(name, settings, ChildProcesses.freePorts(1)[0]);
    }

    private AppProcess(String name, Map<String, String> settings, int port) {
        this(name, settings, port, ChildProcesses::packaged);
    }

    private AppProcess(
            String name,
            Map<String, String> settings,
            int port,
            Function<Map<String, String>, ProcessBuilder> command) {
        this.name = name;
        this.settings = new HashMap<>(settings);
        // Only tests about tokens turn security on.
        this.settings.putIfAbsent("TOUCHLINE_SECURITY_ENABLED", "false");
        // Most tests report faster than one producer may.
        this.settings.putIfAbsent("TOUCHLINE_INGEST_MAX_RATE", "0");
        this.port = port;
        this.log = ChildProcesses.log(name);
        ProcessBuilder builder = command.apply(this.settings);
        builder.environment().putAll(addresses());
        this.process = ChildProcesses.start(builder, log);
    }

    private Map<String, String> addresses() {
        return Map.of(
                "QUARKUS_HTTP_HOST",
                "127.0.0.1",
                "QUARKUS_HTTP_PORT",
                String.valueOf(port),
                "QUARKUS_MANAGEMENT_HOST",
                "127.0.0.1",
                "QUARKUS_MANAGEMENT_PORT",
                String.valueOf(managementPort));
    }

    /** Starts a process without a database. */
    public static AppProcess launch(String name, String roles, RealBroker broker) {
        return launch(name, roles, broker, Map.of());
    }

    /** Starts a process without a database, with additional settings. */
    public static AppProcess launch(String name, String roles, RealBroker broker, Map<String, String> overrides) {
        Map<String, String> settings = new HashMap<>(broker.settings());
        settings.put("TOUCHLINE_ROLES", roles);
        settings.putAll(overrides);
        return new AppProcess(name, settings);
    }

    /** Starts a process with a database and with simulations enabled. */
    public static AppProcess launch(String name, String roles, RealBroker broker, RealDatabase database) {
        Map<String, String> settings = new HashMap<>(broker.settings());
        settings.putAll(database.settings());
        settings.put("TOUCHLINE_ROLES", roles);
        settings.put("TOUCHLINE_SIMULATION_ENABLED", "true");
        return new AppProcess(name, settings);
    }

    /** The HTTP port. */
    public int port() {
        return port;
    }

    /** Starts a process with a database and additional settings. */
    public static AppProcess launch(
            String name, String roles, RealBroker broker, RealDatabase database, Map<String, String> overrides) {
        return launch(name, roles, broker.settings(), database, overrides);
    }

    /** Starts a process with a database, the broker of these settings, and additional settings. */
    public static AppProcess launch(
            String name,
            String roles,
            Map<String, String> broker,
            RealDatabase database,
            Map<String, String> overrides) {
        Map<String, String> settings = new HashMap<>(broker);
        settings.putAll(database.settings());
        settings.put("TOUCHLINE_ROLES", roles);
        settings.putAll(overrides);
        return new AppProcess(name, settings);
    }

    /** Starts a process with that many MiB of heap, on one of the machine's processors. */
    public static AppProcess launchConfined(
            String name,
            String roles,
            int heap,
            RealBroker broker,
            RealDatabase database,
            Map<String, String> overrides) {
        Map<String, String> settings = new HashMap<>(broker.settings());
        settings.putAll(database.settings());
        settings.put("TOUCHLINE_ROLES", roles);
        settings.putAll(overrides);
        return new AppProcess(
                name, settings, ChildProcesses.freePorts(1)[0], all -> ChildProcesses.confined(heap, all));
    }

    /** Starts another process with the same settings on the same port. This process must have exited. */
    public AppProcess launchInItsPlace() {
        return new AppProcess(name, settings, port);
    }

    /** Starts another process with the same settings on another port. */
    public AppProcess launchAgain() {
        return new AppProcess(name, settings);
    }

    /** Sends this token with all further requests. */
    public AppProcess authorizedBy(String bearer) {
        token = bearer;
        return this;
    }

    /** Waits until the process is live. */
    public AppProcess awaitAlive() {
        return await200("/q/health/live");
    }

    /** Waits until the process is ready. */
    public AppProcess awaitReady() {
        return await200("/q/health/ready");
    }

    private AppProcess await200(String path) {
        try {
            await().atMost(START)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> !process.isAlive() || status(path) == 200);
        } catch (RuntimeException e) {
            throw new AssertionError(path + " is not 200; " + ChildProcesses.tail(log), e);
        }
        if (!process.isAlive()) {
            throw new AssertionError("The application exited; " + ChildProcesses.tail(log));
        }
        return this;
    }

    /** Runs the command {@code health} with the settings of this process. */
    public AppCommand health(String... arguments) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(addresses());
        return AppCommand.run(
                all, Stream.concat(Stream.of("health"), Stream.of(arguments)).toArray(String[]::new));
    }

    /** The status of the response, or 0 if there was none. */
    public int status(String path) {
        try {
            return HTTP.send(request(path).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Sends GET and returns the response, of any status. */
    public HttpResponse<String> answer(String path) {
        return send(request(path).build());
    }

    /** The readiness check of a role, up or down. */
    public JsonNode readiness(String role) {
        HttpResponse<String> answer = answer("/q/health/ready");
        for (JsonNode check : json(answer).path("checks")) {
            if (check.path("name").asText().equals(role)) {
                return check;
            }
        }
        throw new AssertionError("no check of " + role + ": " + answer.body());
    }

    /** The URL of a path: health and metrics are on the management port, everything else is on the HTTP port. */
    public URI at(String path) {
        boolean managed = path.startsWith("/q/health") || path.startsWith("/q/metrics");
        return URI.create("http://127.0.0.1:" + (managed ? managementPort : port) + path);
    }

    /** Sends GET and parses the JSON of the response, which must have status 200. */
    public JsonNode get(String path) {
        return json(found(path));
    }

    /** Sends GET and returns the body of the response, which must have status 200. */
    public String text(String path) {
        return found(path).body();
    }

    private HttpResponse<String> found(String path) {
        HttpResponse<String> response = send(request(path).build());
        if (response.statusCode() != 200) {
            throw new AssertionError("GET " + path + ": " + response.statusCode() + " " + response.body());
        }
        return response;
    }

    /** All items of a paged list. */
    public List<JsonNode> items(String path) {
        List<JsonNode> items = new ArrayList<>();
        String separator = path.contains("?") ? "&" : "?";
        JsonNode page = get(path);
        page.path("items").forEach(items::add);
        while (page.hasNonNull("next")) {
            page = get(path + separator + "cursor=" + page.path("next").textValue());
            page.path("items").forEach(items::add);
        }
        return items;
    }

    /** Posts a JSON body. */
    public HttpResponse<String> post(String path, JsonNode body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    /** Posts without a body; the response must be JSON with status 200. */
    public JsonNode postForJson(String path) {
        HttpResponse<String> response =
                send(request(path).POST(HttpRequest.BodyPublishers.noBody()).build());
        if (response.statusCode() != 200) {
            throw new AssertionError("POST " + path + ": " + response.statusCode() + " " + response.body());
        }
        return json(response);
    }

    /** Posts without a body. */
    public HttpResponse<String> post(String path) {
        return send(request(path).POST(HttpRequest.BodyPublishers.noBody()).build());
    }

    public HttpResponse<String> delete(String path) {
        return send(request(path).DELETE().build());
    }

    /** Scrapes the metrics of the process. */
    public Metrics metrics() {
        return new Metrics(text("/q/metrics"));
    }

    /** Returns whether the process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The bytes of heap in use after a full collection; 0 for a native executable, which cannot be told to collect. */
    public long liveHeap() {
        if (ChildProcesses.isNative()) {
            return 0;
        }
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process collection = ChildProcesses.start(
                new ProcessBuilder(jcmd, String.valueOf(process.pid()), "GC.run"), ChildProcesses.log("collection"));
        if (!ChildProcesses.ended(collection, STOP_SECONDS) || collection.exitValue() != 0) {
            throw new IllegalStateException("jcmd failed");
        }
        return (long) metrics().value("jvm_memory_used_bytes", "area=\"heap\"");
    }

    /** The peak resident memory, in bytes; 0 where the operating system does not report it. */
    public long maxMemory() {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a JSON body. */
    public HttpResponse<String> put(String path, JsonNode body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    /** Parses the body of a response. */
    public static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + response.body(), e);
        }
    }

    /** Sends SIGTERM and waits for the exit. */
    public void stop() {
        ChildProcesses.stop(process, STOP_SECONDS);
    }

    /** The output so far. */
    public String output() {
        try {
            return Files.readString(log.toPath(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the process exits by itself. */
    public void awaitEnd() {
        if (!ChildProcesses.ended(process, (int) START.toSeconds())) {
            throw new AssertionError("The application did not exit; " + ChildProcesses.tail(log));
        }
    }

    /** The exit code of a process that has exited. */
    public int exitCode() {
        return process.exitValue();
    }

    /** Sends SIGKILL. */
    public void kill() {
        ChildProcesses.kill(process);
    }

    /** Kills the process if it is still running. */
    @Override
    public void close() {
        kill();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(at(path)).timeout(TIMEOUT);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }
}
