package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.Browser;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.NameServer;
import dev.touchline.testing.Nginx;
import dev.touchline.testing.NpmEventSource;
import dev.touchline.testing.NpmEventSource.ReceivedUpdate;
import dev.touchline.testing.Operation;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.RetryingAgent;
import dev.touchline.testing.RoleStub;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The shipped configuration of the proxy in a real nginx, in front of the packaged application or of stubs for its
 * roles.
 */
class ProxyIT {

    private static final List<String> ROLES = List.of("ingest", "statistics", "live", "notification");
    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    private static final int LARGE_BODY = 8_000_000;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    /**
     * Opens the stream of a match in a browser and records the ids of updates and the numbers of connections and
     * failures.
     */
    private static final String OPEN_STREAM = """
            path => {
              window.updates = [];
              window.opened = 0;
              window.gaveUp = 0;
              const source = new EventSource(path);
              source.onopen = () => window.opened++;
              source.onerror = () => { if (source.readyState === EventSource.CLOSED) window.gaveUp++; };
              source.addEventListener('update', event => window.updates.push(Number.parseInt(event.lastEventId, 10)));
            }""";

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    @Test
    void streamsResumeAfterARestartAndOtherRequestsAreAnswered503Meanwhile() {
        NpmEventSource.skipWhereMissing();
        Browser browser = resources.closeAfter(Browser.start());
        RealBroker broker = resources.closeAfter(RealBroker.running());
        RealDatabase database = resources.closeAfter(RealDatabase.running());
        AppProcess first =
                resources.closeAfter(AppProcess.launch("proxied", String.join(",", ROLES), broker, database, Map.of()));
        NameServer names = resources.closeAfter(NameServer.start(NameServer.freePort()));
        Nginx proxy = resources.closeAfter(
                Nginx.start("compose.conf", conf -> conf.replace("127.0.0.11", "127.0.0.1:" + names.port())
                        .replace("$role:8080", "$role:" + first.port())));
        List.of("ingest", "live").forEach(role -> names.name(role, "127.0.0.1"));
        first.awaitReady();

        String match = "proxied-1";
        RetryingAgent agent = new RetryingAgent(first);
        agent.announce(match, RetryingAgent.announcement("proxied", "Elm port", "Fir holm"));
        // A stream that starts earlier receives the announcement as an update, instead of in its snapshot.
        await().atMost(ARRIVAL).until(() -> first.status("/matches/" + match) == 200);
        URI stream = proxy.at("/matches/" + match + "/stream");
        NpmEventSource client = resources.closeAfter(NpmEventSource.connect(List.of(stream)));
        Page page = browser.newPage(Browser.DESKTOP);
        page.navigate(proxy.at("/sports").toString());
        page.evaluate(OPEN_STREAM, stream.getPath());
        await().atMost(ARRIVAL).until(() -> client.snapshots(stream).size() == 1 && number(page, "window.opened") == 1);
        agent.report(RetryingAgent.event(match, "1", "goal", "home", 1));
        awaitUpdates(client, stream, page, 2);

        first.kill();
        assertAll(
                () -> assertUnavailable(send("GET", proxy.at("/matches"), "")),
                () -> assertUnavailable(send("PUT", proxy.at("/matches/" + match), "{}")),
                () -> assertUnavailable(send("POST", proxy.at("/events"), "{}")),
                () -> assertUnavailable(send("POST", proxy.at("/events"), "x".repeat(LARGE_BODY))),
                // The name does not resolve.
                () -> assertUnavailable(send("GET", proxy.at("/subscriptions"), "")),
                () -> assertReconnect(send("GET", stream, "")),
                () -> assertReconnect(send("GET", proxy.at("/stream?match=" + match), "")));
        await().atMost(ARRIVAL).until(() -> client.connections(stream) > 1 && number(page, "window.opened") > 1);

        AppProcess second = resources.closeAfter(first.launchInItsPlace()).awaitReady();
        RetryingAgent again = new RetryingAgent(second);
        again.report(RetryingAgent.event(match, "2", "goal", "away", 2));
        again.report(RetryingAgent.event(match, "3", "goal", "away", 3));
        awaitUpdates(client, stream, page, 4);
        assertAll(
                () -> assertEquals(
                        LongStream.rangeClosed(2, 4).boxed().toList(),
                        client.updates(stream).stream().map(ReceivedUpdate::id).toList()),
                () -> assertEquals("[2,3,4]", page.evaluate("() => JSON.stringify(window.updates)")),
                () -> assertEquals(0, number(page, "window.gaveUp")),
                () -> assertEquals(
                        200, send("GET", proxy.at("/matches/" + match), "").statusCode()));
        assertOperationsReachTheirRoles(AppProcess.json(send("GET", proxy.at("/q/openapi?format=json"), "")));
    }

    private void assertOperationsReachTheirRoles(JsonNode openApi) {
        Nginx proxy = proxyOf(stubs());
        List<String> wrong = new ArrayList<>();
        for (Operation operation : Operation.all(openApi)) {
            String reached =
                    send(operation.method(), proxy.at(operation.path()), "").body();
            if (operation.role() == null
                    ? !ROLES.contains(reached)
                    : !operation.role().equals(reached)) {
                wrong.add(operation + " reached " + reached);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void errorOfTheApplicationPassesUnlessItWouldEndAStream() {
        Nginx proxy = proxyOf(stubs());
        assertAll(
                () -> assertPasses(503, send("GET", proxy.at("/matches?status=503"), ""), "live"),
                () -> assertPasses(503, send("POST", proxy.at("/events?status=503"), "{}"), "ingest"),
                () -> assertPasses(502, send("POST", proxy.at("/events?status=502"), "{}"), "ingest"),
                () -> assertPasses(413, send("POST", proxy.at("/events?status=413"), "{}"), "ingest"),
                () -> assertPasses(429, send("GET", proxy.at("/stream?status=429"), ""), "live"),
                () -> assertPasses(404, send("GET", proxy.at("/matches/x/stream?status=404"), ""), "live"),
                () -> assertReconnect(send("GET", proxy.at("/stream?status=503"), "")));
    }

    @Test
    void bodyThatIsTooLargeForTheProxyIsAProblem() {
        HttpResponse<String> response = send("POST", proxyOf(stubs()).at("/events"), "x".repeat(9_500_000));
        assertAll(
                () -> assertEquals(413, response.statusCode()),
                () -> assertEquals(
                        "https://touchline.dev/problems/too-large",
                        AppProcess.json(response).path("type").asText()));
    }

    @Test
    void roleThatDoesNotAcceptConnectionsIsAProblemWithinSeconds() throws IOException {
        // The kernel queues connections beyond the backlog without accepting them.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket one = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket two = new Socket(full.getInetAddress(), full.getLocalPort())) {
            Nginx proxy = proxyTo(role -> "127.0.0.1:" + full.getLocalPort());
            assertTrue(one.isConnected() && two.isConnected());
            assertUnavailable(send("GET", proxy.at("/matches"), ""));
        }
    }

    @Test
    void uploadsAndStreamsAreUnbufferedAndStreamsEndWithTheProxy() throws Exception {
        Map<String, RoleStub> stubs = stubs();
        Nginx proxy = proxyOf(stubs);
        try (Socket upload = new Socket("127.0.0.1", proxy.at("/").getPort())) {
            OutputStream out = upload.getOutputStream();
            out.write("POST /events HTTP/1.1\r\nHost: proxy\r\nContent-Length: 2\r\n\r\n["
                    .getBytes(StandardCharsets.US_ASCII));
            assertEquals('[', stubs.get("ingest").firstByte().get(10, TimeUnit.SECONDS));
            out.write(']');
        }

        HttpRequest request = HttpRequest.newBuilder(proxy.at("/stream?slow")).build();
        try (InputStream stream = HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream())
                        .body();
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            assertEquals("data: first", lines.readLine());
            Duration taken = proxy.stop();
            assertAll(
                    () -> assertTrue(taken.toSeconds() < 9, taken::toString), () -> assertEquals(0, proxy.exitCode()));
        }
    }

    private Map<String, RoleStub> stubs() {
        Map<String, RoleStub> stubs = new LinkedHashMap<>();
        ROLES.forEach(role -> stubs.put(role, resources.closeAfter(RoleStub.of(role))));
        return stubs;
    }

    private Nginx proxyOf(Map<String, RoleStub> stubs) {
        return proxyTo(role -> stubs.get(role).address());
    }

    private Nginx proxyTo(UnaryOperator<String> addresses) {
        return resources.closeAfter(Nginx.start("kubernetes.conf", conf -> {
            String changed = conf;
            for (String role : ROLES) {
                changed = changed.replace("server " + role + ":8080;", "server " + addresses.apply(role) + ";");
            }
            return changed;
        }));
    }

    private static void awaitUpdates(NpmEventSource client, URI stream, Page page, int last) {
        await("update " + last)
                .atMost(ARRIVAL)
                .until(() -> client.updates(stream).stream().anyMatch(update -> update.id() == last)
                        && page.evaluate("last => window.updates.includes(last)", last)
                                .equals(true));
    }

    private static int number(Page page, String expression) {
        return (int) page.evaluate("() => " + expression);
    }

    private static void assertPasses(int status, HttpResponse<String> response, String body) {
        assertEquals(status, response.statusCode());
        assertEquals(body, response.body());
    }

    private static void assertUnavailable(HttpResponse<String> response) {
        JsonNode problem = AppProcess.json(response);
        assertAll(
                () -> assertEquals(503, response.statusCode(), () -> response.uri() + " " + response.body()),
                () -> assertEquals("application/problem+json", header(response, "Content-Type")),
                () -> assertEquals(
                        "https://touchline.dev/problems/unavailable",
                        problem.path("type").asText()),
                () -> assertEquals(503, problem.path("status").asInt()),
                () -> assertTrue(problem.path("title").isTextual()
                        && problem.path("detail").isTextual()),
                () -> assertTrue(Integer.parseInt(header(response, "Retry-After")) > 0),
                () -> assertEquals("*", header(response, "Access-Control-Allow-Origin")),
                () -> assertEquals("Retry-After", header(response, "Access-Control-Expose-Headers")),
                () -> assertEquals("no-store", header(response, "Cache-Control")));
    }

    private static void assertReconnect(HttpResponse<String> response) {
        assertAll(
                () -> assertEquals(200, response.statusCode()),
                () -> assertEquals("text/event-stream", header(response, "Content-Type")),
                () -> assertEquals("*", header(response, "Access-Control-Allow-Origin")),
                () -> assertTrue(response.body().matches("retry: \\d{4}\\n\\n"), response::body));
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static HttpResponse<String> send(String method, URI uri, String body) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(Duration.ofSeconds(30))
                            .header("Content-Type", "application/json")
                            .method(
                                    method,
                                    body.isEmpty()
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + uri, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
