package dev.touchline.notification.webhook;

import static dev.touchline.testing.Api.eventually;
import static dev.touchline.testing.ProblemAssertions.assertNames;
import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.UniqueIds;
import dev.touchline.testing.WebhookReceiver;
import dev.touchline.testing.WebhookReceiver.Answer;
import dev.touchline.testing.WebhookReceiver.ReceivedCall;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class WebhooksTest {

    @Inject
    AgroalDataSource database;

    private final WebhookReceiver receiver = WebhookReceiver.start();
    private final String match = UniqueIds.match();

    @AfterEach
    void stop() {
        receiver.close();
    }

    // --- Requests ----------------------------------------------------------------------------------------------------

    @Test
    void updateIsSentAsASignedCloudEvent() {
        JsonNode subscription = subscribe("/hook", Map.of("match", match));
        Api.accept(EventBody.goal(match, "home", 23).with("player", "Ada Ö. \"Nine\" – 九"));
        ReceivedCall call = awaitCalls(1).get(0);
        assertEquals("application/cloudevents+json", call.header("Content-Type"));
        assertEquals("1.0", call.json().path("specversion").textValue());
        String id = call.json().path("id").textValue();
        assertTrue(id.matches(match + "/1-[1-9][0-9]*"), id);
        assertTrue(call.id().endsWith("_" + id.substring(id.lastIndexOf('-') + 1)), call::id);
        assertEquals("/matches/" + match, call.json().path("source").textValue());
        assertEquals("dev.touchline.update.event", call.json().path("type").textValue());
        assertEquals(match, call.json().path("subject").textValue());
        JsonNode update = Api.updates(match).get(0);
        assertEquals(update, call.json().path("data"), "the data equals the update of the stream");
        assertEquals(
                Instant.parse(update.path("at").textValue()),
                Instant.parse(call.json().path("time").textValue()));
        String secret = subscription.path("secret").textValue();
        assertTrue(call.isSignedWith(secret));
        assertFalse(
                call.isSignedWith(secret, call.body().replace("\"minute\":23", "\"minute\":24")),
                "a changed body has an invalid signature");
        assertFalse(call.isSignedWith(Signature.newSecret()), "another secret has another signature");
        assertTrue(call.id().matches("msg_[A-Za-z0-9_]+"), call.id());
        assertTrue(call.header("webhook-signature").startsWith("v1,"));
    }

    @Test
    void signatureWithAStaleTimestampIsInvalid() {
        String secret =
                subscribe("/hook", Map.of("match", match)).path("secret").textValue();
        Api.accept(EventBody.goal(match, "home", 1));
        ReceivedCall call = awaitCalls(1).get(0);
        Map<String, List<String>> headers = new HashMap<>(call.headers());
        headers.put(
                "webhook-timestamp",
                List.of(String.valueOf(Instant.now().minusSeconds(600).getEpochSecond())));
        ReceivedCall stale = new ReceivedCall(call.at(), call.path(), headers, call.body());
        assertTrue(call.isSignedWith(secret));
        assertFalse(stale.isSignedWith(secret));
    }

    @Test
    void onlyUpdatesThatMatchTheWholeFilterAreSent() {
        String competition = UniqueIds.id("cup");
        String home = UniqueIds.id("Home");
        String other = UniqueIds.match();
        subscribe("/competition", Map.of("competition", competition));
        subscribe("/team", Map.of("team", List.of(home, "Nobody")));
        subscribe("/cards", Map.of("match", match, "kinds", List.of("yellow-card", "football.red-card")));
        subscribe("/headlines", Map.of("match", match, "headlinesOnly", true));
        subscribe("/handball", Map.of("match", match, "sport", "handball"));
        subscribe("/football", Map.of("match", match, "sport", List.of("football")));
        Map<String, Object> announcement = new HashMap<>(Api.announcement(home, "Away"));
        announcement.put("competition", competition);
        Api.announce(match, announcement);
        Api.awaitSeq(match, 1);
        Api.accept(
                EventBody.goal(match, "home", 5),
                EventBody.of(match, "yellow-card").with("minute", 6).with("team", "home"),
                EventBody.of(match, "corner").with("minute", 7).with("team", "home"),
                EventBody.goal(other, "home", 8));
        Api.awaitSeq(match, 4);
        eventually().until(() -> receiver.calls("/football").size() == 4);
        eventually().until(() -> receiver.calls("/competition").size() == 4);
        eventually().until(() -> receiver.calls("/team").size() == 4);
        eventually().until(() -> receiver.calls("/cards").size() == 1);
        assertEquals("football.yellow-card", type(receiver.calls("/cards").get(0)));
        eventually().until(() -> !receiver.calls("/headlines").isEmpty());
        assertEquals(
                List.of("football.goal"),
                receiver.calls("/headlines").stream().map(WebhooksTest::type).toList());
        assertEquals(List.of(), receiver.calls("/handball"));
    }

    @Test
    void retractionIsSentToReceiversOfTheGoal() {
        subscribe("/hook", Map.of("match", match, "kinds", "goal", "headlinesOnly", true));
        EventBody goal = EventBody.goal(match, "home", 5);
        Api.accept(goal);
        awaitCalls(1);
        Api.accept(goal.with("revision", 2).with("status", "cancelled"));
        ReceivedCall call = awaitCalls(2).get(1);
        assertEquals("dev.touchline.update.retraction", call.json().path("type").textValue());
        assertEquals("GOAL cancelled", call.json().path("data").path("title").textValue());
    }

    @Test
    void updatesBeforeTheSubscriptionAreNotSent() {
        Api.accept(EventBody.goal(match, "home", 1));
        Api.awaitSeq(match, 1);
        // Wait until all earlier updates have been planned.
        awaitPlanned();
        subscribe("/hook", Map.of("match", match));
        Api.accept(EventBody.goal(match, "home", 2));
        assertEquals(2, awaitCalls(1).get(0).seq());
    }

    // --- Failures ----------------------------------------------------------------------------------------------------

    @Test
    void receiverThatFailsThreeTimesGetsEveryUpdateOnceAndInOrder() {
        receiver.answer(call -> Answer.of(receiver.calls().size() <= 3 ? 500 : 200));
        String id = subscribe("/hook", Map.of("match", match)).path("id").textValue();
        Api.accept(goals(10));
        awaitDelivered(id, 10);
        List<ReceivedCall> calls = receiver.calls();
        assertEquals(13, calls.size());
        assertEquals(
                1,
                calls.subList(0, 4).stream().map(ReceivedCall::id).distinct().count(),
                "four attempts of the same delivery");
        assertEquals(
                LongStream.rangeClosed(1, 10).boxed().toList(),
                calls.subList(3, 13).stream().map(ReceivedCall::seq).toList());
        assertEquals(10, calls.stream().map(ReceivedCall::id).distinct().count());
        JsonNode first = deliveries(id).get(9);
        assertEquals(4, first.path("attempts").intValue());
        assertEquals("delivered", first.path("status").textValue());
        assertEquals(200, first.path("lastAttempt").path("code").intValue());
        assertTrue(first.path("nextAttemptAt").isNull());
    }

    @Test
    void nextUpdateIsSentAfterTheLastFailedAttempt() {
        receiver.answer(call -> call.seq() == 1 ? new Answer(500, Map.of(), "x".repeat(5000)) : Answer.of(200));
        String id = subscribe("/hook", Map.of("match", match)).path("id").textValue();
        Api.accept(goals(2));
        awaitDelivered(id, 1);
        JsonNode failed = deliveries(id).get(1);
        assertEquals("failed", failed.path("status").textValue());
        assertEquals(4, failed.path("attempts").intValue());
        assertEquals(500, failed.path("lastAttempt").path("code").intValue());
        assertEquals("answered 500", failed.path("lastAttempt").path("error").textValue());
        assertEquals(
                1024, failed.path("lastAttempt").path("response").textValue().length());
        assertEquals(5, receiver.calls().size());
        assertTrue(get(id).path("failingSince").isNull(), "failingSince is cleared by a success");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void redirectIsAFailureAndNotFollowed(int code) {
        receiver.answer(call -> call.path().equals("/hook")
                ? new Answer(code, Map.of("Location", receiver.url("/elsewhere")), null)
                : Answer.of(200));
        String id = subscribe("/hook", Map.of("match", match)).path("id").textValue();
        Api.accept(goals(1));
        eventually().until(() -> "failed"
                .equals(deliveries(id).path(0).path("status").textValue()));
        assertEquals(List.of(), receiver.calls("/elsewhere"));
    }

    @Test
    void subscriptionAnswered410IsDisabled() {
        receiver.answer(call -> Answer.of(410));
        String id = subscribe("/hook", Map.of("match", match)).path("id").textValue();
        Api.accept(goals(3));
        eventually().until(() -> !get(id).path("enabled").booleanValue());
        assertTrue(get(id).path("disabledReason").textValue().contains("410"));
        eventually()
                .until(() -> deliveries(id).findValuesAsText("status").equals(List.of("failed", "failed", "failed")));
        assertEquals(1, receiver.calls().size());
    }

    @Test
    void subscriptionThatFailsForFiveDaysIsDisabledWithAReason() throws SQLException {
        receiver.answer(call -> Answer.of(503));
        String id = subscribe("/hook", Map.of("match", match)).path("id").textValue();
        Api.accept(goals(1));
        eventually().until(() -> !get(id).path("failingSince").isNull());
        assertTrue(get(id).path("enabled").booleanValue());
        execute("UPDATE subscription SET failing_since = now() - interval '5 days 1 minute' WHERE id = ?", id);
        Api.accept(goals(1));
        eventually().until(() -> !get(id).path("enabled").booleanValue());
        String reason = get(id).path("disabledReason").textValue();
        assertTrue(reason.contains("has failed since") && reason.contains("503"), reason);
    }

    @Test
    void retryAfterOfTheReceiverIsObserved() {
        receiver.answer(call ->
                receiver.calls().size() == 1 ? new Answer(429, Map.of("Retry-After", "2"), null) : Answer.of(200));
        subscribe("/hook", Map.of("match", match));
        Api.accept(goals(1));
        List<ReceivedCall> calls = awaitCalls(2);
        Duration between = Duration.between(calls.get(0).at(), calls.get(1).at());
        assertTrue(between.compareTo(Duration.ofMillis(1_900)) > 0, between::toString);
    }

    @Test
    void hangingCallFailsAndDelaysNoOtherMatchesOrSubscriptions() {
        CountDownLatch never = new CountDownLatch(1);
        String other = UniqueIds.match();
        receiver.answer(call -> {
            if (call.path().equals("/hangs") && call.match().equals(match)) {
                wait(never);
            }
            return Answer.of(200);
        });
        String hangs = subscribe("/hangs", Map.of("match", List.of(match, other)))
                .path("id")
                .textValue();
        subscribe("/works", Map.of("match", List.of(match, other)));
        Instant startedAt = Instant.now();
        Api.accept(
                EventBody.goal(match, "home", 1), EventBody.goal(other, "home", 1), EventBody.goal(match, "home", 2));
        eventually().until(() -> receiver.calls("/works").size() == 3);
        eventually().until(() -> receiver.calls("/hangs").size() == 2);
        assertTrue(
                Duration.between(startedAt, Instant.now()).compareTo(Duration.ofMillis(1_900)) < 0,
                "all calls are made before the timeout");
        eventually().until(() -> deliveries(hangs).toString().contains("no answer within 2.0 s"));
        never.countDown();
    }

    @Test
    void callToAnUnreachableReceiverFailsWithAReason() {
        receiver.close();
        String id = subscribe("/hook", Map.of("match", match)).path("id").textValue();
        Api.accept(goals(1));
        eventually().until(() -> "failed"
                .equals(deliveries(id).path(0).path("status").textValue()));
        JsonNode last = deliveries(id).get(0).path("lastAttempt");
        assertTrue(last.path("error").textValue().startsWith("no HTTP answer"), last::toString);
        assertTrue(last.path("code").isNull());
    }

    // --- Secrets -----------------------------------------------------------------------------------------------------

    @Test
    void secretIsEncryptedInTheDatabase() throws SQLException {
        JsonNode subscription = subscribe("/hook", Map.of("match", match));
        String bare = subscription.path("secret").textValue().replace("whsec_", "");
        execute(
                "UPDATE signing_secret SET created_at = now() WHERE subscription = ? AND position('" + bare
                        + "' IN secret) = 0",
                subscription.path("id").textValue());
    }

    @Test
    void bothSecretsAreUsedAfterARotationUntilTheOldOneExpires() throws SQLException {
        JsonNode subscription = subscribe("/hook", Map.of("match", match));
        String id = subscription.path("id").textValue();
        String first = subscription.path("secret").textValue();
        String second = rotate(id).path("secret").textValue();
        assertNotEquals(first, second);
        Api.accept(goals(1));
        ReceivedCall both = awaitCalls(1).get(0);
        assertTrue(both.isSignedWith(first));
        assertTrue(both.isSignedWith(second));
        execute("UPDATE signing_secret SET expires_at = now() WHERE expires_at IS NOT NULL AND subscription = ?", id);
        Api.accept(goals(1));
        ReceivedCall later = awaitCalls(2).get(1);
        assertFalse(later.isSignedWith(first));
        assertTrue(later.isSignedWith(second));
    }

    @Test
    void rotationKeepsOnlyThePreviousSecretForADay() {
        JsonNode subscription = subscribe("/hook", Map.of("match", match));
        String id = subscription.path("id").textValue();
        JsonNode rotated = rotate(id);
        Duration left = Duration.between(
                Instant.now(), Instant.parse(rotated.path("expiresAt").textValue()));
        assertTrue(left.minusHours(24).abs().compareTo(Duration.ofMinutes(1)) < 0, left::toString);
        String third = rotate(id).path("secret").textValue();
        Api.accept(goals(1));
        ReceivedCall call = awaitCalls(1).get(0);
        assertFalse(call.isSignedWith(subscription.path("secret").textValue()));
        assertTrue(call.isSignedWith(rotated.path("secret").textValue()));
        assertTrue(call.isSignedWith(third));
    }

    @Test
    void secretIsShownOnceAndMeetsTheSpecification() {
        JsonNode subscription = subscribe("/hook", Map.of("match", match));
        String secret = subscription.path("secret").textValue();
        assertTrue(secret.startsWith("whsec_"));
        int bytes = Base64.getDecoder().decode(secret.substring(6)).length;
        assertTrue(bytes >= 24 && bytes <= 64, () -> bytes + " bytes");
        assertTrue(get(subscription.path("id").textValue()).path("secret").isNull());
    }

    // --- Ping and redelivery -----------------------------------------------------------------------------------------

    @Test
    void pingReportsItsOutcome() {
        JsonNode subscription = subscribe("/hook", Map.of("match", match));
        String id = subscription.path("id").textValue();
        receiver.answer(call -> new Answer(418, Map.of(), "short and stout"));
        JsonNode refused = Api.json(Api.request().post("/subscriptions/{id}/ping", id));
        assertFalse(refused.path("delivered").booleanValue());
        assertEquals(418, refused.path("code").intValue());
        assertEquals("short and stout", refused.path("response").textValue());
        receiver.answer(call -> Answer.of(204));
        JsonNode pinged = Api.json(Api.request().post("/subscriptions/{id}/ping", id));
        assertTrue(pinged.path("delivered").booleanValue());
        ReceivedCall call = receiver.calls().get(1);
        assertEquals("dev.touchline.ping", call.json().path("type").textValue());
        assertTrue(call.isSignedWith(subscription.path("secret").textValue()));
    }

    @Test
    void redeliveryHasTheSameId() {
        String id = subscribe("/hook", Map.of("match", match)).path("id").textValue();
        Api.accept(goals(2));
        awaitDelivered(id, 2);
        String first = deliveries(id).get(1).path("id").textValue();
        Response again = Api.request().post("/subscriptions/{id}/deliveries/{delivery}/redeliver", id, first);
        assertEquals(202, again.statusCode(), again::asString);
        List<ReceivedCall> calls = awaitCalls(3);
        assertEquals(calls.get(0).id(), calls.get(2).id());
        assertEquals(calls.get(0).body(), calls.get(2).body());
        assertProblem(
                Api.request().post("/subscriptions/{id}/deliveries/{delivery}/redeliver", id, "0"), 404, "not-found");
        assertProblem(
                Api.request().post("/subscriptions/{id}/deliveries/{delivery}/redeliver", id, "x"), 404, "not-found");
    }

    @Test
    void failedAndMissedUpdatesAreRecoveredInOrder() throws SQLException {
        String id = subscribe("/hook", Map.of("match", match)).path("id").textValue();
        Instant since = Instant.now().minusSeconds(1);
        leaveHolesInTheFeed();
        Api.accept(goals(2));
        awaitDelivered(id, 2);
        receiver.answer(call -> Answer.of(410));
        Api.accept(goals(1));
        eventually().until(() -> !get(id).path("enabled").booleanValue());
        leaveHolesInTheFeed();
        Api.accept(goals(2));
        Api.awaitSeq(match, 5);
        awaitPlanned();
        receiver.answer(call -> Answer.of(200));
        int before = receiver.calls().size();
        patch(id, Map.of("enabled", true));
        Response recovered = recover(id, Map.of("since", since.toString()));
        assertEquals(202, recovered.statusCode(), recovered::asString);
        assertEquals(3, Api.json(recovered).path("scheduled").intValue());
        List<ReceivedCall> calls = awaitCalls(before + 3);
        assertEquals(
                List.of(3L, 4L, 5L),
                calls.subList(before, before + 3).stream()
                        .map(ReceivedCall::seq)
                        .toList());
        assertEquals(
                5,
                Api.json(recover(id, Map.of("since", since.toString(), "delivered", true)))
                        .path("scheduled")
                        .intValue());
        awaitCalls(before + 8);
    }

    @Test
    void deliveriesAreListedInPagesAndByStatus() {
        receiver.answer(call -> Answer.of(call.seq() == 2 ? 410 : 200));
        String id = subscribe("/hook", Map.of("match", match)).path("id").textValue();
        Api.accept(goals(3));
        eventually().until(() -> !get(id).path("enabled").booleanValue());
        JsonNode page = Api.get("/subscriptions/{id}/deliveries?limit=2", id);
        assertEquals(2, page.path("items").size());
        JsonNode rest = Api.get(
                "/subscriptions/{id}/deliveries?limit=2&cursor={cursor}",
                id,
                page.path("next").textValue());
        assertEquals(1, rest.path("items").size());
        assertTrue(rest.path("next").isNull());
        assertEquals(
                1,
                Api.get("/subscriptions/{id}/deliveries?status=delivered", id)
                        .path("items")
                        .size());
        assertProblem(Api.request().get("/subscriptions/{id}/deliveries?status=lost", id), 400, "bad-parameter");
        for (String keys : List.of("x", "1\n2", "99999999999999999999", "1\0")) {
            assertProblem(
                    Api.request().get("/subscriptions/{id}/deliveries?cursor={c}", id, encode(keys)),
                    400,
                    "bad-parameter");
        }
        assertProblem(Api.request().get("/subscriptions/{id}/deliveries?cursor=x", id), 400, "bad-parameter");
    }

    private static String encode(String keys) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(keys.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+999999999-12-31T23:59:59Z\nsub_1",
                "-999999999-01-01T00:00:00Z\nsub_1",
                "0000-12-31T00:00:00Z\nsub_1",
                "2031-06-01T12:00:00+18:00\nsub_1",
                "infinity\nsub_1",
                "2031-06-01T12:00:00Z\nsub\u0000_1",
                "2031-06-01T12:00:00Z"
            })
    void invalidCursorOfSubscriptionsIsRejected(String keys) {
        Response refused = Api.request().get("/subscriptions?cursor={c}", encode(keys));
        assertProblem(refused, 400, "bad-parameter");
        assertTrue(refused.path("detail").toString().startsWith("cursor "), refused::asString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/subscriptions/a%00b", "/subscriptions/a%00b/deliveries"})
    void idThatPostgresqlCannotReadIsNotFound(String path) {
        assertProblem(Api.request().urlEncodingEnabled(false).get(path), 404, "not-found");
    }

    // --- Subscriptions -----------------------------------------------------------------------------------------------

    @Test
    void subscriptionIsPatchedAndDeleted() {
        String id = subscribe("/hook", Map.of("match", match)).path("id").textValue();
        JsonNode changed = patch(id, Map.of("description", "ours", "url", receiver.url("/other")));
        assertEquals("ours", changed.path("description").textValue());
        assertEquals(receiver.url("/other"), changed.path("url").textValue());
        assertEquals(match, changed.path("filter").path("match").path(0).textValue(), "omitted fields are unchanged");
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("description", null);
        nothing.put("maxAgeSeconds", null);
        assertTrue(changed.path("maxAgeSeconds").isNull());
        assertEquals(
                90, patch(id, Map.of("maxAgeSeconds", 90)).path("maxAgeSeconds").intValue());
        assertEquals(90, get(id).path("maxAgeSeconds").intValue());
        JsonNode cleared = patch(id, nothing);
        assertTrue(cleared.path("description").isNull());
        assertTrue(cleared.path("maxAgeSeconds").isNull());
        assertFalse(patch(id, Map.of("enabled", false)).path("enabled").booleanValue());
        Api.accept(goals(1));
        Api.awaitSeq(match, 1);
        awaitPlanned();
        assertTrue(patch(id, Map.of("enabled", true)).path("enabled").booleanValue());
        Api.accept(goals(1));
        assertEquals(2, awaitCalls(1).get(0).seq(), "updates while disabled are not sent automatically");
        assertEquals(204, Api.request().delete("/subscriptions/{id}", id).statusCode());
        assertProblem(Api.request().get("/subscriptions/{id}", id), 404, "not-found");
        assertProblem(Api.request().delete("/subscriptions/{id}", id), 404, "not-found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | url",
                "{\"url\": 7} | url",
                "{\"url\": \"https://example.com/\", \"enabled\": false} | enabled",
                "{\"url\": \"https://example.com/\", \"filter\": 1} | filter",
                "{\"url\": \"https://example.com/\", \"filter\": {\"sport\": \"curling\"}} | filter.sport",
                "{\"url\": \"https://example.com/\", \"filter\": {\"kinds\": [\"goal\", \"gaol\"]}} | filter.kinds[1]",
                "{\"url\": \"https://example.com/\", \"filter\": {\"match\": \"a b\"}} | filter.match",
                "{\"url\": \"https://example.com/\", \"filter\": {\"matches\": \"a\"}} | filter.matches",
                "{\"url\": \"https://example.com/\", \"filter\": {\"headlinesOnly\": \"yes\"}} | filter.headlinesOnly",
                "{\"url\": \"ftp://example.com/\"} | url",
                "{\"url\": \"https://example.com/\", \"maxAgeSeconds\": 59} | maxAgeSeconds",
                "{\"url\": \"https://example.com/\", \"maxAgeSeconds\": 604801} | maxAgeSeconds",
                "{\"url\": \"https://example.com/\", \"maxAgeSeconds\": \"PT1H\"} | maxAgeSeconds",
            })
    void invalidFieldIsNamed(String body, String field) {
        assertNames(assertProblem(post(body), 422, "invalid"), null, field);
    }

    @Test
    void maximumAgeIsChosenBySubscribing() {
        Response response = post(
                Api.text(Map.of("url", receiver.url("/hook"), "filter", Map.of("match", match), "maxAgeSeconds", 600)));
        assertEquals(201, response.statusCode(), response::asString);
        assertEquals(600, Api.json(response).path("maxAgeSeconds").intValue());
    }

    @Test
    void subscriptionsAreListedInPages() {
        List<String> made = List.of(
                subscribe("/1", Map.of("match", match)).path("id").textValue(),
                subscribe("/2", Map.of("match", match)).path("id").textValue(),
                subscribe("/3", Map.of("match", match)).path("id").textValue());
        assertTrue(ids().containsAll(made));
        assertProblem(Api.request().get("/subscriptions?cursor=bad"), 400, "bad-parameter");
    }

    // --- Helpers -----------------------------------------------------------------------------------------------------

    private JsonNode subscribe(String path, Map<String, Object> filter) {
        Response response = post(Api.text(Map.of("url", receiver.url(path), "filter", filter)));
        assertEquals(201, response.statusCode(), response::asString);
        JsonNode subscription = Api.json(response);
        assertTrue(response.header("Location")
                .endsWith("/subscriptions/" + subscription.path("id").textValue()));
        return subscription;
    }

    private static Response post(String body) {
        return Api.request().header("Content-Type", Api.PLAIN).body(body).post("/subscriptions");
    }

    private static JsonNode patch(String id, Map<String, Object> change) {
        Response response = Api.request()
                .header("Content-Type", Api.PLAIN)
                .body(Api.text(change))
                .patch("/subscriptions/{id}", id);
        assertEquals(200, response.statusCode(), response::asString);
        return Api.json(response);
    }

    private static Response recover(String id, Map<String, Object> since) {
        return Api.request()
                .header("Content-Type", Api.PLAIN)
                .body(Api.text(since))
                .post("/subscriptions/{id}/recover", id);
    }

    private static JsonNode rotate(String id) {
        Response response = Api.request().post("/subscriptions/{id}/secret", id);
        assertEquals(200, response.statusCode(), response::asString);
        return Api.json(response);
    }

    private static JsonNode get(String id) {
        return Api.get("/subscriptions/{id}", id);
    }

    private static JsonNode deliveries(String id) {
        return Api.get("/subscriptions/{id}/deliveries", id).path("items");
    }

    private static Set<String> ids() {
        JsonNode page = Api.get("/subscriptions?limit=2");
        List<String> ids = new ArrayList<>(page.path("items").findValuesAsText("id"));
        while (!page.path("next").isNull()) {
            page = Api.get(
                    "/subscriptions?limit=2&cursor={cursor}", page.path("next").textValue());
            ids.addAll(page.path("items").findValuesAsText("id"));
        }
        assertEquals(ids.size(), ids.stream().distinct().count());
        return ids.stream().collect(Collectors.toSet());
    }

    private List<EventBody> goals(int count) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(minute -> EventBody.goal(match, "home", (int) minute))
                .toList();
    }

    private List<ReceivedCall> awaitCalls(int count) {
        eventually().until(() -> receiver.calls().size() >= count);
        assertEquals(count, receiver.calls().size());
        return receiver.calls();
    }

    private static void awaitDelivered(String id, int count) {
        eventually()
                .until(() -> Api.get("/subscriptions/{id}/deliveries?status=delivered", id)
                                .path("items")
                                .size()
                        == count);
    }

    /** Waits until the planner has reached the end of the feed. */
    private void awaitPlanned() {
        eventually().until(() -> {
            try (Connection connection = database.getConnection();
                    PreparedStatement statement = connection.prepareStatement(
                            "SELECT 1 FROM feed_consumer, feed WHERE name = 'deliveries' AND feed_consumer.position = feed.position")) {
                return statement.executeQuery().next();
            }
        });
    }

    /** Takes positions without updates, as failed transactions do. */
    private void leaveHolesInTheFeed() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT take_positions(100)")) {
            statement.execute();
        }
    }

    private void execute(String sql, String parameter) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            assertEquals(1, statement.executeUpdate());
        }
    }

    private static void wait(CountDownLatch latch) {
        try {
            assertTrue(latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String type(ReceivedCall call) {
        return call.json().path("data").path("event").path("type").textValue();
    }
}
