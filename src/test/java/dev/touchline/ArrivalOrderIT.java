package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.ResumingSseClient;
import dev.touchline.testing.RetryingAgent;
import dev.touchline.testing.Season;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** For any order of arrival, over several processes, the result is the fold of the event log. */
class ArrivalOrderIT {

    private static final String EVERYTHING = "ingest,statistics,live,notification";
    private static final Duration ARRIVAL = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int MATCHES = 50;
    private static final int REPORTS = 20_000;
    private static final int AGENTS = 8;

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    private final Season season = new Season("season", MATCHES, REPORTS, 20_000);
    private RealBroker broker;
    private RealDatabase database;

    /** The running processes. Requests are distributed among them, as by a load balancer. */
    private final List<AppProcess> running = new CopyOnWriteArrayList<>();

    @Test
    void shuffledReportsEqualTheFoldOfTheLogThoughAProcessIsKilled() {
        broker = resources.closeAfter(RealBroker.running());
        database = resources.closeAfter(RealDatabase.running());
        for (String name : List.of("one", "two", "three")) {
            running.add(resources.closeAfter(AppProcess.launch(name, EVERYTHING, broker, database)));
        }
        running.forEach(AppProcess::awaitReady);
        AppProcess victim = running.get(0);
        AppProcess survivor = running.get(1);
        List<ResumingSseClient> subscribers = season.matches().stream()
                .map(match -> resources.closeAfter(ResumingSseClient.connect(stream(survivor, match))))
                .toList();
        String watched = season.matches().get(0);
        // Reconnects to any running process, as a browser behind a load balancer does.
        ResumingSseClient reconnecting =
                resources.closeAfter(ResumingSseClient.connect(() -> stream(running.get(0), watched)));
        await().atMost(ARRIVAL)
                .until(() -> reconnecting.position() == 0
                        && subscribers.stream().allMatch(subscriber -> subscriber.position() == 0));

        RetryingAgent agent =
                new RetryingAgent(() -> running.get(ThreadLocalRandom.current().nextInt(running.size())));
        ExecutorService agents = Executors.newFixedThreadPool(AGENTS);
        resources.closeAfter(agents::shutdownNow);
        Deque<ArrayNode> requests = new ArrayDeque<>(season.requests());
        List<CompletableFuture<Void>> sending = new ArrayList<>();
        int all = requests.size();
        long startedAt = System.nanoTime();

        // Half of the matches are announced while reports arrive, and all of them again at the end.
        for (String match : season.matches().subList(0, MATCHES / 2)) {
            sending.addAll(send(agents, agent, requests, all / 100));
            sending.add(CompletableFuture.runAsync(() -> agent.announce(match, season.announcement(match)), agents));
        }
        await().pollInterval(POLL).atMost(ARRIVAL).until(() -> stored() > REPORTS / 10);
        sending.addAll(send(agents, agent, requests, all / 4));
        victim.kill();
        long whenKilled = stored();
        Duration untilKilled = Duration.ofNanos(System.nanoTime() - startedAt);
        AppProcess replacement = resources.closeAfter(victim.launchAgain());
        await().pollInterval(POLL).atMost(ARRIVAL).until(() -> agent.retries() > 0);
        running.remove(victim);
        replacement.awaitReady();
        running.add(replacement);
        sending.addAll(send(agents, agent, requests, all));
        CompletableFuture.allOf(sending.toArray(CompletableFuture[]::new)).join();
        season.matches().forEach(match -> agent.announce(match, season.amendment(match)));
        await().pollInterval(POLL).atMost(ARRIVAL).until(() -> stored() == REPORTS && amended() == MATCHES);
        Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
        System.out.printf(
                "%d reports of %d matches in %d requests by %d agents: killed a process after %d ms with %d reports stored,"
                        + " %d retries; all stored %d ms after the first request, %d reports a second%n",
                REPORTS,
                MATCHES,
                all,
                AGENTS,
                untilKilled.toMillis(),
                whenKilled,
                agent.retries(),
                took.toMillis(),
                REPORTS * 1000L / took.toMillis());
        assertTrue(whenKilled < REPORTS / 2, "the process was killed too late");

        for (String match : season.matches()) {
            assertEqualsFold(match, replacement);
        }
        for (int i = 0; i < MATCHES; i++) {
            String match = season.matches().get(i);
            ResumingSseClient subscriber = subscribers.get(i);
            long last = lastChange(match);
            await().atMost(ARRIVAL).until(() -> subscriber.position() >= last);
            assertEquals(oneTo(last), subscriber.updates(), match);
        }
        await().atMost(ARRIVAL).until(() -> reconnecting.position() >= lastChange(watched));
        assertEquals(oneTo(lastChange(watched)), reconnecting.updates());
        assertTrue(reconnecting.connections() > 1, "the client reconnected");
        assertEquals(List.of(), database.column(String.class, "SELECT reason FROM conflict"));
        for (String queue : List.of("statistics", "dead-letters", "unrouted")) {
            assertEquals(0, broker.readyMessages(queue), queue);
        }
        assertEquals(
                "{\"matches\":%d,\"different\":0,\"repaired\":0,\"differences\":[],\"differencesNotListed\":0}"
                        .formatted(MATCHES),
                replacement.postForJson("/rebuilds").toString());
    }

    private static List<CompletableFuture<Void>> send(
            ExecutorService agents, RetryingAgent agent, Deque<ArrayNode> requests, int max) {
        List<CompletableFuture<Void>> sending = new ArrayList<>();
        for (int i = 0; i < max && !requests.isEmpty(); i++) {
            ArrayNode request = requests.poll();
            sending.add(CompletableFuture.runAsync(() -> agent.report(request), agents));
        }
        return sending;
    }

    private void assertEqualsFold(String match, AppProcess app) {
        long last = lastChange(match);
        assertEquals(
                oneTo(last),
                database.column(
                        Long.class, "SELECT seq FROM event WHERE match = ? AND seq IS NOT NULL ORDER BY seq", match),
                match);
        try (ResumingSseClient resumed = ResumingSseClient.resume(stream(app, match), 0)) {
            await().atMost(ARRIVAL).until(() -> resumed.position() >= last);
            assertEquals(oneTo(last), resumed.updates(), match);
            assertEquals(last, resumed.frames().size(), "without a snapshot");
        }
        season.assertShown(match, last, app);
    }

    private static URI stream(AppProcess app, String match) {
        return app.at("/matches/" + match + "/stream");
    }

    private static List<Long> oneTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private long lastChange(String match) {
        return database.column(Long.class, "SELECT seq FROM match WHERE id = ?", match)
                .get(0);
    }

    private long stored() {
        return database.column(Long.class, "SELECT count(*) FROM event WHERE source NOT LIKE 'touchline:%'")
                .get(0);
    }

    private long amended() {
        return database.column(Long.class, "SELECT count(*) FROM match WHERE stage = 'Matchday 1'")
                .get(0);
    }
}
