package dev.touchline.notification.delivery;

import static dev.touchline.testing.Api.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.database.Transactions;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.UniqueIds;
import dev.touchline.testing.WebhookReceiver;
import dev.touchline.testing.WebhookReceiver.Answer;
import dev.touchline.testing.WebhookReceiver.ReceivedCall;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A real receiver fails and recovers. */
@QuarkusTest
class OutageTest {

    private static final int MATCHES = 200;
    private static final Map<String, String> IN_AN_HOUR = Map.of("Retry-After", "3600");
    private static final Answer UNAVAILABLE = new Answer(503, IN_AN_HOUR, null);
    /** The settings of tests allow eight calls in parallel. */
    private static final List<Integer> ROUNDS = List.of(1, 2, 4, 8, 8);

    @Inject
    Transactions transactions;

    private final WebhookReceiver receiver = WebhookReceiver.start();
    private final String competition = UniqueIds.id("cup");
    private final List<String> subscriptions = new ArrayList<>();

    @AfterEach
    void stop() {
        subscriptions.forEach(id -> Api.request().delete("/subscriptions/{id}", id));
        receiver.close();
    }

    @Test
    void everythingThatWaitsIsDeliveredInOrderAfterOneSuccess() throws Exception {
        receiver.answer(call -> UNAVAILABLE);
        String id = subscribe();
        List<String> matches =
                IntStream.range(0, MATCHES).mapToObj(i -> UniqueIds.match()).toList();
        matches.forEach(this::announce);
        Api.accept(
                matches.stream().map(match -> EventBody.goal(match, "home", 1)).toList());
        eventually().until(() -> waitingForAnHour(id) == MATCHES);
        eventually().until(() -> deliveries(id) == 2 * MATCHES);
        awaitOutage(id);
        int before = receiver.calls().size();

        Semaphore admitted = new Semaphore(0);
        AtomicInteger parallel = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        receiver.answer(call -> {
            most.accumulateAndGet(parallel.incrementAndGet(), Math::max);
            acquire(admitted);
            parallel.decrementAndGet();
            return Answer.of(204);
        });
        String late = UniqueIds.match();
        announce(late);
        for (int round : ROUNDS) {
            // Further calls would come within this time, and would wait for their answers as well.
            eventually()
                    .pollInterval(Duration.ofMillis(10))
                    .during(Duration.ofMillis(300))
                    .until(() -> parallel.get() == round);
            assertEquals(round, parallel.get());
            admitted.release(round);
        }
        Instant grown = Instant.now();
        admitted.release(10 * MATCHES);
        eventually().until(() -> delivered(id) == 2 * MATCHES + 1);
        Duration took = Duration.between(grown, Instant.now());
        assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, took::toString);
        assertEquals(8, most.get());

        List<ReceivedCall> after =
                receiver.calls().subList(before, receiver.calls().size());
        assertEquals(late, after.get(0).match());
        assertEquals(2 * MATCHES + 1, after.size(), "no call is repeated");
        Map<String, List<Long>> seqs = after.stream()
                .collect(Collectors.groupingBy(
                        ReceivedCall::match, Collectors.mapping(ReceivedCall::seq, Collectors.toList())));
        matches.forEach(match -> assertEquals(List.of(1L, 2L), seqs.get(match), match));
    }

    @Test
    void matchThatAlwaysFailsKeepsItsAttemptsAndALimitedRateIsObserved() throws SQLException {
        String poisoned = UniqueIds.match();
        String limited = UniqueIds.match();
        List<String> working = List.of(UniqueIds.match(), UniqueIds.match(), UniqueIds.match());
        receiver.answer(call -> call.match().equals(limited) ? new Answer(429, IN_AN_HOUR, null) : UNAVAILABLE);
        String id = subscribe();
        announce(poisoned);
        announce(limited);
        working.forEach(this::announce);
        eventually().until(() -> waitingForAnHour(id) == 5);
        awaitOutage(id);

        receiver.answer(call -> call.match().equals(poisoned) ? UNAVAILABLE : Answer.of(204));
        announce(UniqueIds.match());
        eventually().until(() -> delivered(id) == 4);
        eventually().until(() -> waitingForAnHour(id) == 2);
        for (int minute = 1; minute <= 5; minute++) {
            int goal = minute;
            Api.accept(working.stream()
                    .map(match -> EventBody.goal(match, "home", goal))
                    .toList());
            int expected = 4 + 3 * minute;
            eventually().until(() -> delivered(id) == expected);
        }
        assertEquals(2, calls(poisoned), "one attempt in the outage, one after it");
        assertEquals(1, calls(limited), "Retry-After of a 429 is observed");
        assertEquals(2, waitingForAnHour(id));
        assertEquals(
                1,
                number("SELECT round FROM delivery WHERE subscription = ? AND state = 'waiting' AND attempts = 2", id),
                "the attempt after the outage does not count");
    }

    @Test
    void freshNewsIsSentWithoutThatWhichIsTooOld() throws SQLException {
        String match = UniqueIds.match();
        receiver.answer(call -> new Answer(429, Map.of("Retry-After", "6"), null));
        String id = subscribe();
        transactions.run(sql -> sql.execute("UPDATE subscription SET max_age = 5 WHERE id = ?", id));
        double before = Metrics.now().value("touchline_webhooks_deliveries_skipped_total");
        announce(match);
        eventually().until(() -> receiver.calls().size() == 1);
        receiver.answer(call -> Answer.of(204));
        eventually().until(() -> list(id, "skipped").size() == 1);
        eventually().until(() -> Metrics.now().value("touchline_webhooks_deliveries_skipped_total") == before + 1);
        assertEquals(0, number("SELECT count(*) FROM delivery_queue WHERE subscription = ?", id));
        Api.accept(EventBody.goal(match, "home", 1));
        eventually().until(() -> delivered(id) == 1);
        assertEquals(
                List.of(1L, 2L),
                receiver.calls().stream().map(ReceivedCall::seq).toList());

        JsonNode skipped = list(id, "skipped").get(0);
        assertEquals(1, skipped.path("seq").intValue());
        assertEquals(1, skipped.path("attempts").intValue());
        Response again = Api.request()
                .post(
                        "/subscriptions/{id}/deliveries/{delivery}/redeliver",
                        id,
                        skipped.path("id").textValue());
        assertEquals(202, again.statusCode(), again::asString);
        eventually().until(() -> delivered(id) == 2);
        assertEquals(0, list(id, "skipped").size());
    }

    private String subscribe() {
        Map<String, Object> body = Map.of("url", receiver.url("/hook"), "filter", Map.of("competition", competition));
        Response response = Api.request()
                .header("Content-Type", Api.PLAIN)
                .body(Api.text(body))
                .post("/subscriptions");
        assertEquals(201, response.statusCode(), response::asString);
        String id = Api.json(response).path("id").textValue();
        subscriptions.add(id);
        return id;
    }

    private void announce(String match) {
        Map<String, Object> announcement = new HashMap<>(Api.announcement("Home", "Away"));
        announcement.put("competition", competition);
        Api.announce(match, announcement);
    }

    private List<JsonNode> list(String id, String status) {
        List<JsonNode> items = new ArrayList<>();
        Api.get("/subscriptions/{id}/deliveries?status={status}", id, status)
                .path("items")
                .forEach(items::add);
        return items;
    }

    private long waitingForAnHour(String id) throws SQLException {
        return number("""
                SELECT count(*) FROM delivery_queue
                WHERE subscription = ? AND NOT in_progress AND due_at > now() + interval '50 minutes'
                """, id);
    }

    /** Waits until the failures have lasted for longer than the first interval of the schedule. */
    private void awaitOutage(String id) {
        eventually().until(() -> number("""
                                SELECT count(*) FROM subscription
                                WHERE id = ? AND failures >= 3 AND failing_since < now() - interval '1 second'
                                """, id) == 1);
    }

    private long deliveries(String id) throws SQLException {
        return number("SELECT count(*) FROM delivery WHERE subscription = ?", id);
    }

    private long delivered(String id) throws SQLException {
        return number("SELECT count(*) FROM delivery WHERE subscription = ? AND state = 'delivered'", id);
    }

    private long number(String query, String subscription) throws SQLException {
        return transactions.run(
                sql -> sql.first(query, row -> row.getLong(1), subscription).orElseThrow());
    }

    private long calls(String match) {
        return receiver.calls().stream()
                .filter(call -> match.equals(call.match()))
                .count();
    }

    private static void acquire(Semaphore admitted) {
        try {
            assertTrue(admitted.tryAcquire(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
