package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.RetryingAgent;
import dev.touchline.testing.UniqueIds;
import dev.touchline.testing.WebhookReceiver;
import dev.touchline.testing.WebhookReceiver.Answer;
import dev.touchline.testing.WebhookReceiver.ReceivedCall;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two processes share the deliveries; none is lost through faults of a process, the broker or the database. */
class WebhooksIT {

    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    private static final int FAILURES = 3;
    private static final Map<String, String> SETTINGS = Map.of(
            "TOUCHLINE_WEBHOOKS_ALLOWED_RANGES", "127.0.0.0/8",
            // Long enough for a slow machine; the lease of a killed process ends after twice this time and five
            // seconds.
            "TOUCHLINE_WEBHOOKS_REQUEST_TIMEOUT", "5s",
            "TOUCHLINE_WEBHOOKS_RETRY_INTERVALS",
                    Stream.generate(() -> "100ms").limit(20).collect(Collectors.joining(",")),
            "TOUCHLINE_WEBHOOKS_POLL_INTERVAL", "100ms");

    private static RealBroker broker;
    private static RealDatabase database;
    private static AppProcess core;
    private static AppProcess one;
    private static AppProcess other;

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    private final WebhookReceiver receiver = resources.closeAfter(WebhookReceiver.start());

    @BeforeAll
    static void start() {
        broker = RealBroker.running();
        database = RealDatabase.running();
        core = AppProcess.launch("webhooks-core", "ingest,statistics", broker, database);
        one = AppProcess.launch("webhooks-one", "notification", broker, database, SETTINGS);
        other = AppProcess.launch("webhooks-other", "notification", broker, database, SETTINGS);
        Stream.of(core, one, other).forEach(AppProcess::awaitReady);
    }

    @AfterAll
    static void stop() {
        Stream.of(core, one, other, database, broker)
                .filter(part -> part != null)
                .forEach(part -> assertAll(part::close));
    }

    @Test
    void receiverThatFailsThreeTimesGetsEachUpdateOnceAndInOrder() {
        List<String> matches = matches(4);
        int goals = 10;
        Map<String, Integer> calls = new ConcurrentHashMap<>();
        List<ReceivedCall> accepted = new CopyOnWriteArrayList<>();
        receiver.answer(call -> {
            if (call.seq() % 5 == 1 && calls.merge(call.id(), 1, Integer::sum) <= FAILURES) {
                return Answer.of(500);
            }
            accepted.add(call);
            return Answer.of(200);
        });
        String subscription = subscribe(one, "/hooks", matches);
        report(matches, goals);
        awaitDelivered(other, subscription, matches.size() * goals);
        assertEquals(matches.size() * goals, accepted.size(), "each update is accepted once");
        assertEquals(matches.size() * goals, distinctIds(accepted));
        matches.forEach(match -> assertEquals(upTo(goals), seqs(accepted, match)));
        assertEquals(
                Set.of(1 + FAILURES),
                deliveries(one, subscription).stream()
                        .filter(delivery -> delivery.path("seq").intValue() % 5 == 1)
                        .map(delivery -> delivery.path("attempts").intValue())
                        .collect(Collectors.toSet()));
    }

    @Test
    void twoProcessesNeverMakeTheSameAttempt() {
        List<String> matches = matches(25);
        int goals = 4;
        Set<String> inFlight = ConcurrentHashMap.newKeySet();
        List<String> overlapping = new CopyOnWriteArrayList<>();
        Map<String, Integer> calls = new ConcurrentHashMap<>();
        receiver.answer(call -> {
            if (!inFlight.add(call.id())) {
                overlapping.add(call.id());
            }
            int time = calls.merge(call.id(), 1, Integer::sum);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            // Some calls fail once, some twice.
            int failures = Math.max(0, Math.floorMod(call.id().hashCode(), 8) - 5);
            inFlight.remove(call.id());
            return Answer.of(time <= failures ? 503 : 204);
        });
        double before = completedCalls(one);
        double beforeOther = completedCalls(other);
        List<String> subscriptions = Stream.of("/a", "/b", "/c")
                .map(path -> subscribe(one, path, matches))
                .toList();
        report(matches, goals);
        subscriptions.forEach(subscription -> awaitDelivered(one, subscription, matches.size() * goals));
        assertEquals(List.of(), overlapping, "overlapping attempts");
        Map<String, Integer> attempts = subscriptions.stream()
                .flatMap(subscription -> deliveries(other, subscription).stream())
                .collect(Collectors.toMap(
                        delivery -> delivery.path("messageId").textValue(),
                        delivery -> delivery.path("attempts").intValue()));
        assertEquals(attempts, calls, "attempts match the received calls");
        assertTrue(attempts.values().stream().anyMatch(number -> number == 3), "some deliveries took three attempts");
        assertTrue(completedCalls(one) > before && completedCalls(other) > beforeOther, "both processes made calls");
        System.out.printf(
                "%d deliveries by %d calls, %.0f of one process and %.0f of the other%n",
                attempts.size(),
                receiver.calls().size(),
                completedCalls(one) - before,
                completedCalls(other) - beforeOther);
    }

    @Test
    void deliveriesInFlightWhenAllProcessesAreKilledAreRepeatedUnderTheSameId() {
        String match = UniqueIds.match();
        int goals = 8;
        AtomicBoolean startedAt = new AtomicBoolean();
        CountDownLatch killed = new CountDownLatch(1);
        receiver.answer(call -> {
            if (call.seq() == 4 && startedAt.compareAndSet(false, true)) {
                one.kill();
                other.kill();
                killed.countDown();
            }
            return Answer.of(200);
        });
        String subscription = subscribe(one, "/hooks", List.of(match));
        report(List.of(match), goals);
        await().atMost(ARRIVAL).until(() -> killed.getCount() == 0);
        await().atMost(ARRIVAL).until(() -> receiver.calls().size() == 4);
        AppProcess oneAgain = one.launchInItsPlace();
        AppProcess otherAgain = other.launchInItsPlace();
        one = oneAgain;
        other = otherAgain;
        Stream.of(one, other).forEach(AppProcess::awaitReady);
        awaitDelivered(one, subscription, goals);
        List<ReceivedCall> calls = receiver.calls();
        assertEquals(
                List.of(1L, 2L, 3L, 4L, 4L, 5L, 6L, 7L, 8L),
                calls.stream().map(ReceivedCall::seq).toList());
        assertEquals(goals, distinctIds(calls));
        assertEquals(calls.get(3).id(), calls.get(4).id());
        assertEquals(calls.get(3).body(), calls.get(4).body());
    }

    @Test
    void onlyDeliveriesInFlightOfAKilledProcessAreRepeated() {
        List<String> matches = matches(8);
        int goals = 6;
        Set<String> held = ConcurrentHashMap.newKeySet();
        CountDownLatch killed = new CountDownLatch(1);
        receiver.answer(call -> {
            if (call.seq() == 3 && held.add(call.id())) {
                wait(killed);
            }
            return Answer.of(200);
        });
        String subscription = subscribe(other, "/hooks", matches);
        report(matches, 0, 2);
        awaitDelivered(other, subscription, matches.size() * 2);
        report(matches, 2, 3);
        await().pollInterval(Duration.ofMillis(10)).until(() -> held.size() == matches.size());
        AppProcess doomed = inFlight(one) > inFlight(other) ? one : other;
        AppProcess survivor = doomed == one ? other : one;
        double lost = inFlight(doomed);
        doomed.kill();
        killed.countDown();
        AppProcess replacement = doomed.launchInItsPlace();
        one = survivor;
        other = replacement;
        report(matches, 3, goals);
        awaitDelivered(survivor, subscription, matches.size() * goals);
        int repeated = 0;
        for (String match : matches) {
            List<Long> seqs = seqs(receiver.calls(), match);
            assertEquals(upTo(goals), withoutRepetitions(seqs));
            assertTrue(
                    seqs.stream().filter(seq -> seq == 3).count() <= 2 && seqs.size() <= goals + 1,
                    () -> match + ": " + seqs);
            repeated += seqs.size() - goals;
        }
        assertEquals(lost, repeated, "as many as were in flight");
        assertEquals(matches.size() * goals, distinctIds(receiver.calls()));
        System.out.printf("Killed one of two: %d of %d calls repeated%n", repeated, matches.size() * goals);
        replacement.awaitReady();
    }

    @Test
    void noDeliveryIsLostWhileBrokerOrDatabaseIsDown() {
        List<String> matches = matches(4);
        int goals = 30;
        receiver.answer(call -> {
            LockSupport.parkNanos(Duration.ofMillis(60).toNanos());
            return Answer.of(200);
        });
        String subscription = subscribe(one, "/hooks", matches);
        report(matches, 0, goals / 2);
        await().atMost(ARRIVAL)
                .pollInterval(POLL_INTERVAL)
                .until(() -> receiver.calls().size() >= 10);
        int before = receiver.calls().size();
        database.stop();
        database.start();
        assertTrue(before < matches.size() * goals / 2, "the database stopped before all calls");
        report(matches, goals / 2, goals);
        await().atMost(ARRIVAL)
                .pollInterval(POLL_INTERVAL)
                .until(() -> receiver.calls().size() > before + 20);
        broker.stop();
        broker.start();
        report(matches, goals, goals + 1);
        awaitDelivered(one, subscription, matches.size() * (goals + 1));
        for (String match : matches) {
            assertEquals(upTo(goals + 1), withoutRepetitions(seqs(receiver.calls(), match)));
        }
        assertEquals(matches.size() * (goals + 1), distinctIds(receiver.calls()));
        System.out.printf(
                "Broker and database down: %d of %d calls repeated%n",
                receiver.calls().size() - matches.size() * (goals + 1), matches.size() * (goals + 1));
    }

    private static List<String> matches(int count) {
        return IntStream.range(0, count).mapToObj(i -> UniqueIds.match()).toList();
    }

    private String subscribe(AppProcess app, String path, List<String> matches) {
        ObjectNode body = AppProcess.JSON.createObjectNode().put("url", receiver.url(path));
        ArrayNode filter = body.putObject("filter").putArray("match");
        matches.forEach(filter::add);
        HttpResponse<String> response = app.post("/subscriptions", body);
        assertEquals(201, response.statusCode(), response::body);
        return AppProcess.json(response).path("id").textValue();
    }

    private static void report(List<String> matches, int goals) {
        report(matches, 0, goals);
    }

    private static void report(List<String> matches, int from, int to) {
        RetryingAgent agent = new RetryingAgent(core);
        for (int i = from; i < to; i++) {
            ArrayNode goals = AppProcess.JSON.createArrayNode();
            for (String match : matches) {
                goals.add(EventBody.goal(match, "home", 1 + i).json());
            }
            agent.report(goals);
        }
    }

    private static void awaitDelivered(AppProcess app, String subscription, int count) {
        await().atMost(ARRIVAL)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> app.items("/subscriptions/" + subscription + "/deliveries?status=delivered&limit=200")
                                .size()
                        == count);
        assertEquals(count, deliveries(app, subscription).size(), "there are no other deliveries");
    }

    private static List<JsonNode> deliveries(AppProcess app, String subscription) {
        return app.items("/subscriptions/" + subscription + "/deliveries?limit=200");
    }

    private static double inFlight(AppProcess app) {
        return app.metrics().value("touchline_webhooks_in_flight");
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await(ARRIVAL.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The number of completed calls of a process. */
    private static double completedCalls(AppProcess app) {
        return app.metrics().value("touchline_webhooks_calls_seconds_count");
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static List<Long> seqs(List<ReceivedCall> calls, String match) {
        return calls.stream()
                .filter(call -> call.match().equals(match))
                .map(ReceivedCall::seq)
                .toList();
    }

    /** Removes repetitions that directly follow the original; others remain as errors. */
    private static List<Long> withoutRepetitions(List<Long> seqs) {
        List<Long> without = new ArrayList<>();
        for (Long seq : seqs) {
            if (without.isEmpty() || !without.get(without.size() - 1).equals(seq)) {
                without.add(seq);
            }
        }
        return without;
    }

    private static long distinctIds(List<ReceivedCall> calls) {
        return calls.stream().map(ReceivedCall::id).distinct().count();
    }
}
