package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.FaultyTcpProxy;
import dev.touchline.testing.GeneratedTournament;
import dev.touchline.testing.NpmEventSource;
import dev.touchline.testing.NpmEventSource.ReceivedUpdate;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The npm package {@code eventsource} behind a proxy that keeps closing the connection. The proxy counts bytes, so
 * connections break in the middle of lines and frames, and during a resume.
 */
class EventSourceIT {

    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    private static final int MIN_DISCONNECTIONS = 50;
    private static final int MAX_BYTES_PER_CONNECTION = 12_000;
    /** A match of two and a half hours takes 24 s, less than the request timeout of 30 s. */
    private static final int SPEED = 375;

    private static final int FOLLOWED = 8;

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    private final ObjectNode tournament = everyMatchAtOnce();
    private AppProcess app;
    private FaultyTcpProxy proxy;

    @BeforeEach
    void startBehindProxy() {
        NpmEventSource.skipWhereMissing();
        RealBroker broker = resources.closeAfter(RealBroker.running());
        RealDatabase database = resources.closeAfter(RealDatabase.running());
        Map<String, String> overrides =
                Map.of("TOUCHLINE_SIMULATION_ENABLED", "true", "TOUCHLINE_LIVE_RETRY_INTERVAL", "50ms");
        app = resources.closeAfter(
                AppProcess.launch("event-source", "ingest,statistics,live,notification", broker, database, overrides));
        app.awaitReady();
        proxy = resources.closeAfter(FaultyTcpProxy.to(app));
    }

    @Test
    void npmEventSourceDisconnectedFiftyTimesSeesEveryChangeOnceAndInOrder() {
        List<String> matches = lastMatches();
        URI ofAll = proxy.at("/stream");
        List<URI> streams = new ArrayList<>(matches.stream().map(this::streamOf).toList());
        streams.add(ofAll);
        NpmEventSource client = resources.closeAfter(NpmEventSource.connect(streams));
        await().atMost(ARRIVAL).until(() -> streams.stream()
                .allMatch(stream -> client.snapshots(stream).size() == 1));

        CompletableFuture<JsonNode> replay = CompletableFuture.supplyAsync(this::replay);
        int cuts = closeConnectionsUntilDone(replay);
        long fewest = streams.stream().mapToLong(client::connections).min().orElse(0) - 1;

        // The definition of the competition changes no match.
        long reports = replay.join().path("accepted").asLong() - 1;
        await().atMost(ARRIVAL)
                .until(() -> changes().values().stream().mapToLong(seq -> seq).sum() == reports);
        Map<String, Long> changes = changes();
        Map<URI, Long> ends = new HashMap<>(Map.of(ofAll, reports));
        matches.forEach(match -> ends.put(streamOf(match), changes.get(match)));
        await().atMost(ARRIVAL)
                .untilAsserted(() -> assertEquals(
                        ends,
                        streams.stream().collect(Collectors.toMap(stream -> stream, stream -> last(client, stream)))));
        System.out.printf(
                "EventSourceIT: %d disconnects, at least %d per stream; %d changes of %d matches%n",
                cuts, fewest, reports, changes.size());
        assertAll(
                () -> assertEquals(upTo(reports), ids(client.updates(ofAll))),
                () -> changes.forEach((match, last) -> assertEquals(upTo(last), numbers(match, client.updates(ofAll)))),
                () -> matches.forEach(match -> {
                    List<ReceivedUpdate> seen = client.updates(streamOf(match));
                    assertEquals(upTo(changes.get(match)), ids(seen), match);
                    assertEquals(upTo(changes.get(match)), numbers(match, seen), match);
                }),
                () -> streams.forEach(stream ->
                        assertEquals(List.of(0L), client.snapshots(stream), "only the first event is a snapshot")),
                () -> assertTrue(fewest >= MIN_DISCONNECTIONS, "a stream was disconnected only " + fewest + " times"));
    }

    // Returns the number of times that the proxy closed the connections.
    private int closeConnectionsUntilDone(CompletableFuture<?> replay) {
        long seed = System.nanoTime();
        System.out.println("EventSourceIT: seed " + seed);
        Random random = new Random(seed);
        while (!replay.isDone()) {
            int before = proxy.closedConnections();
            proxy.closeAfterBytes(random.nextInt(MAX_BYTES_PER_CONNECTION));
            await().atMost(ARRIVAL)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> proxy.closedConnections() > before || replay.isDone());
        }
        return proxy.closedConnections();
    }

    private JsonNode replay() {
        HttpResponse<String> response = app.post("/simulations/replay?speed=" + SPEED, tournament);
        assertEquals(200, response.statusCode(), response::body);
        return AppProcess.json(response);
    }

    // All matches at the same time, so that each stream has updates during the whole test.
    private static ObjectNode everyMatchAtOnce() {
        ObjectNode tournament = GeneratedTournament.generate();
        tournament
                .path("matches")
                .forEach(match -> ((ObjectNode) match).put("date", "2031-06-14").put("time", "12:00"));
        return tournament;
    }

    private List<String> lastMatches() {
        JsonNode matches = tournament.path("matches");
        return IntStream.range(matches.size() - FOLLOWED, matches.size())
                .mapToObj(i -> GeneratedTournament.idOf(matches.path(i)))
                .distinct()
                .toList();
    }

    private URI streamOf(String match) {
        return proxy.at("/matches/" + match + "/stream");
    }

    /** The seq of every match. */
    private Map<String, Long> changes() {
        return app.items("/matches?competition=" + GeneratedTournament.COMPETITION).stream()
                .collect(Collectors.toMap(match -> match.path("id").textValue(), match -> match.path("seq")
                        .longValue()));
    }

    private static long last(NpmEventSource client, URI stream) {
        List<ReceivedUpdate> seen = client.updates(stream);
        return seen.isEmpty() ? 0 : seen.get(seen.size() - 1).id();
    }

    private static List<Long> ids(List<ReceivedUpdate> seen) {
        return seen.stream().map(ReceivedUpdate::id).toList();
    }

    private static List<Long> numbers(String match, List<ReceivedUpdate> seen) {
        return seen.stream()
                .filter(update -> update.match().equals(match))
                .map(ReceivedUpdate::seq)
                .toList();
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
