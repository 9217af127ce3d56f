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
import dev.touchline.testing.NpmEventSource.Seen;
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
 * Somebody else's EventSource at the end of a line that breaks all the time. What breaks it is a number of bytes, so
 * that it breaks in the middle of lines and frames, and of what is being sent again.
 */
class EventSourceIT {

    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    private static final int CUTS = 50;
    private static final int MAX_BYTES_BETWEEN_CUTS = 12_000;
    /** Two and a half hours take 24 s; the answer to a request is waited for for 30. */
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
        Map<String, String> particulars =
                Map.of("TOUCHLINE_SIMULATION_ENABLED", "true", "TOUCHLINE_LIVE_RETRY_INTERVAL", "50ms");
        app = resources.closeAfter(AppProcess.launch(
                "event-source", "ingest,statistics,live,notification", broker, database, particulars));
        app.awaitReady();
        proxy = resources.closeAfter(FaultyTcpProxy.to(app));
    }

    @Test
    void npmEventSourceDisconnectedFiftyTimesSeesEveryChangeOnceAndInOrder() {
        List<String> matches = theLastMatches();
        URI ofAll = proxy.at("/stream");
        List<URI> streams = new ArrayList<>(matches.stream().map(this::streamOf).toList());
        streams.add(ofAll);
        NpmEventSource client = resources.closeAfter(NpmEventSource.connect(streams));
        await().atMost(ARRIVAL).until(() -> streams.stream()
                .allMatch(stream -> client.snapshots(stream).size() == 1));

        CompletableFuture<JsonNode> replay = CompletableFuture.supplyAsync(this::replay);
        int cuts = cutUntilDone(replay);
        long fewest = streams.stream().mapToLong(client::connections).min().orElse(0) - 1;

        long reports = replay.join().path("accepted").asLong();
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
                "EventSourceIT: %d cuts, %d at least of every stream; %d changes of %d matches%n",
                cuts, fewest, reports, changes.size());
        assertAll(
                () -> assertEquals(upTo(reports), ids(client.updates(ofAll))),
                () -> changes.forEach((match, last) -> assertEquals(upTo(last), numbers(match, client.updates(ofAll)))),
                () -> matches.forEach(match -> {
                    List<Seen> seen = client.updates(streamOf(match));
                    assertEquals(upTo(changes.get(match)), ids(seen), match);
                    assertEquals(upTo(changes.get(match)), numbers(match, seen), match);
                }),
                () -> streams.forEach(stream ->
                        assertEquals(List.of(0L), client.snapshots(stream), "one snapshot, at the beginning")),
                () -> assertTrue(fewest >= CUTS, "a stream was cut only " + fewest + " times"));
    }

    // How often the wire was cut.
    private int cutUntilDone(CompletableFuture<?> replay) {
        long seed = System.nanoTime();
        System.out.println("EventSourceIT: seed " + seed);
        Random random = new Random(seed);
        while (!replay.isDone()) {
            int before = proxy.closedConnections();
            proxy.closeAfterBytes(random.nextInt(MAX_BYTES_BETWEEN_CUTS));
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

    // So that all of them have something to tell from beginning to end.
    private static ObjectNode everyMatchAtOnce() {
        ObjectNode tournament = GeneratedTournament.generate();
        tournament
                .path("matches")
                .forEach(match -> ((ObjectNode) match).put("date", "2031-06-14").put("time", "12:00"));
        return tournament;
    }

    private List<String> theLastMatches() {
        JsonNode matches = tournament.path("matches");
        return IntStream.range(matches.size() - FOLLOWED, matches.size())
                .mapToObj(i -> GeneratedTournament.idOf(matches.path(i)))
                .distinct()
                .toList();
    }

    private URI streamOf(String match) {
        return proxy.at("/matches/" + match + "/stream");
    }

    /** The number of the last change of every match. */
    private Map<String, Long> changes() {
        return app.items("/matches?competition=" + GeneratedTournament.COMPETITION).stream()
                .collect(Collectors.toMap(match -> match.path("id").textValue(), match -> match.path("seq")
                        .longValue()));
    }

    private static long last(NpmEventSource client, URI stream) {
        List<Seen> seen = client.updates(stream);
        return seen.isEmpty() ? 0 : seen.get(seen.size() - 1).id();
    }

    private static List<Long> ids(List<Seen> seen) {
        return seen.stream().map(Seen::id).toList();
    }

    private static List<Long> numbers(String match, List<Seen> seen) {
        return seen.stream()
                .filter(update -> update.match().equals(match))
                .map(Seen::seq)
                .toList();
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
