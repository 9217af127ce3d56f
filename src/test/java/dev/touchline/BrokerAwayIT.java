package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.messaging.Topology;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.RetryingAgent;
import dev.touchline.testing.Started;
import dev.touchline.testing.StreamClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The broker is away: at the start, or in the middle of the work. */
class BrokerAwayIT {

    private static final String EVERYTHING = "ingest,statistics,live";
    private static final Duration RECOVERY = Duration.ofSeconds(60);
    /** The wait for a confirm is 10 s; an answer after much more than that would be one that hung. */
    private static final Duration SLOWEST_ANSWER = Duration.ofSeconds(15);

    /** Time for the connection to come back and for one answer that was waiting for the old one. */
    private static final Duration RESUMPTION = Duration.ofSeconds(30);

    private static final int AGENTS = 8;

    @RegisterExtension
    final Started started = new Started();

    private RealBroker broker;
    private RealDatabase database;

    @BeforeEach
    void databaseStarts() {
        broker = started.ended(RealBroker.notYetRunning());
        database = started.ended(RealDatabase.running());
    }

    @Test
    void aProcessThatStartsBeforeTheBrokerRefusesUntilItIsThereAndThenWorks() {
        String match = "early-" + UUID.randomUUID();
        AppProcess app = started.ended(AppProcess.launch("broker-away", EVERYTHING, broker, database))
                .awaitAlive();
        // Long enough for every part to have failed to connect, and to have tried again.
        await().during(Duration.ofSeconds(10)).atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            long begun = System.nanoTime();
            HttpResponse<String> answer = app.post("/events", RetryingAgent.event(match, "refused", "goal", "home", 1));
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertAll(
                    () -> assertEquals(503, answer.statusCode(), answer::body),
                    () -> assertEquals(
                            "application/problem+json",
                            answer.headers().firstValue("Content-Type").orElse("")),
                    () -> assertTrue(
                            answer.headers()
                                    .firstValue("Retry-After")
                                    .orElse("")
                                    .matches("[1-9]\\d*"),
                            () -> answer.headers().toString()),
                    () -> assertEquals(
                            "https://touchline.dev/problems/unavailable",
                            AppProcess.json(answer).path("type").asText()),
                    () -> assertTrue(took.compareTo(SLOWEST_ANSWER) < 0, () -> "answered after " + took),
                    () -> assertEquals(200, app.status("/q/health/live"), "it lives"),
                    () -> assertEquals(503, app.status("/q/health/ready"), "it is not ready"),
                    () -> assertEquals(200, app.status("/matches"), "reading needs no broker"));
        });

        broker.start();
        app.awaitReady();
        RetryingAgent agent = new RetryingAgent(app);
        agent.announce(match, RetryingAgent.announcement("early", "Home", "Away"));
        agent.report(RetryingAgent.event(match, "accepted", "goal", "away", 2));
        await().atMost(RECOVERY)
                .until(() -> app.status("/matches/" + match) == 200
                        && app.get("/matches/" + match).path("seq").asLong() == 2);
        assertEquals(
                "{\"home\":0,\"away\":1}",
                app.get("/matches/" + match).path("score").toString(),
                "what was refused was not sent on behind the agent's back");
    }

    @Test
    void nothingThatWasAcceptedIsMissingAfterTheBrokerWasKilledAndCameBack() {
        broker.start();
        AppProcess app = started.ended(AppProcess.launch("broker-restarted", EVERYTHING, broker, database))
                .awaitReady();
        String match = "restart-" + UUID.randomUUID();
        StreamClient follower = started.ended(StreamClient.follow(app.at("/matches/" + match + "/stream")));
        await().until(() -> follower.position() == 0);

        RetryingAgent agent = new RetryingAgent(app);
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        Map<Integer, Integer> byAgent = new ConcurrentHashMap<>();
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(AGENTS);
        started.ended(threads::shutdownNow);
        List<CompletableFuture<Void>> agents = IntStream.range(0, AGENTS)
                .mapToObj(number -> CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; !enough.get(); i++) {
                                String id = number + "-" + i;
                                agent.report(RetryingAgent.event(match, id, "shot", "home", 1 + i % 90));
                                accepted.add(id);
                                byAgent.merge(number, 1, Integer::sum);
                            }
                        },
                        threads))
                .toList();
        Duration resumed;
        try {
            await().atMost(RECOVERY).until(() -> accepted.size() >= 1_500);
            broker.kill();
            assertEquals(200, app.status("/q/health/live"), "it lives while the broker is away");
            await().atMost(RECOVERY).until(() -> app.status("/q/health/ready") == 503);
            broker.start();
            long back = System.nanoTime();
            Map<Integer, Integer> before = Map.copyOf(byAgent);
            await("every agent is accepted again, not just some")
                    .atMost(RESUMPTION)
                    .until(() -> before.entrySet().stream()
                            .allMatch(agentBefore -> byAgent.get(agentBefore.getKey()) > agentBefore.getValue() + 10));
            resumed = Duration.ofNanos(System.nanoTime() - back);
        } finally {
            enough.set(true);
        }
        CompletableFuture.allOf(agents.toArray(CompletableFuture[]::new)).join();

        await().atMost(RECOVERY)
                .untilAsserted(() -> assertEquals(
                        0,
                        missing(accepted).size(),
                        () -> "accepted, but not stored; readiness is " + app.status("/q/health/ready") + ", "
                                + broker.waiting(Topology.STATISTICS_QUEUE) + " messages wait for "
                                + broker.consumers(Topology.STATISTICS_QUEUE) + " consumers"));
        app.awaitReady();
        System.out.printf(
                "%d reports accepted before and after the broker was killed, %d sent again, slowest answer %d ms;"
                        + " every agent accepted again %d ms after the broker was back%n",
                accepted.size(), agent.sentAgain(), agent.slowest().toMillis(), resumed.toMillis());
        assertTrue(agent.slowest().compareTo(SLOWEST_ANSWER) < 0, () -> "slowest answer: " + agent.slowest());
        long last = app.get("/matches/" + match).path("seq").asLong();
        await().atMost(RECOVERY).until(() -> follower.position() == last);
        assertTrue(follower.gapless(), () -> follower.updates().toString());
    }

    private Set<String> missing(Set<String> accepted) {
        Set<String> missing = new TreeSet<>(accepted);
        missing.removeAll(new HashSet<>(database.column(String.class, "SELECT id FROM event")));
        return missing;
    }
}
