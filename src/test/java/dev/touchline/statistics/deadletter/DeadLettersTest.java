package dev.touchline.statistics.deadletter;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static dev.touchline.testing.RoguePublisher.batch;
import static dev.touchline.testing.RoguePublisher.bytes;
import static dev.touchline.testing.RoguePublisher.cloudEvent;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import dev.touchline.messaging.topology.Topology;
import dev.touchline.testing.Api;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.Metrics;
import dev.touchline.testing.RoguePublisher;
import dev.touchline.testing.UniqueIds;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invalid messages and reports become dead letters and affect nothing else. */
@QuarkusTest
class DeadLettersTest {

    private static final String EVENTS = Topology.EVENTS_EXCHANGE;
    private static final int MAX_SHOWN = 64 * 1024;
    private static final Duration STORING = Duration.ofMinutes(2);
    private static final String SET_ASIDE = "touchline_messaging_dead_lettered_total";

    @Inject
    AgroalDataSource database;

    private final String match = UniqueIds.match();
    private final RoguePublisher publisher = RoguePublisher.toThisApplication();

    @BeforeEach
    void deleteAllDeadLetters() {
        deleteAll();
    }

    @AfterEach
    void assertNoDeadLetters() throws SQLException {
        publisher.close();
        acceptAll();
        deleteAll();
    }

    // --- Dead-lettering ----------------------------------------------------------------------------------------------

    @Test
    void malformedMessagesAreDeadLetteredAndOthersAreStored() {
        byte[] binary = new byte[300];
        new Random(7).nextBytes(binary);
        List<byte[]> garbage = List.of(
                new byte[0],
                bytes("not JSON"),
                bytes("{\"specversion\":\"1.0\"}"),
                bytes("null"),
                bytes("x".repeat(1_000_000)),
                bytes("[".repeat(1_000_000)),
                binary);
        for (int i = 0; i < garbage.size(); i++) {
            publisher.publish(EVENTS, "football", batch(EventBody.goal(match, "home", i)));
            publisher.publish(EVENTS, "football", garbage.get(i));
        }
        publisher.publish(EVENTS, "football", batch(EventBody.goal(match, "away", 90)));

        JsonNode shown = Api.awaitSeq(match, garbage.size() + 1);
        assertEquals(Api.json("{\"home\":" + garbage.size() + ",\"away\":1}"), shown.path("score"));
        List<JsonNode> letters = awaitLetters(garbage.size());
        for (int i = 0; i < garbage.size(); i++) {
            JsonNode letter = letters.get(i);
            byte[] body = garbage.get(i);
            assertAll(
                    letter.toString().substring(0, 100),
                    () -> assertFalse(letter.path("reason").asText().isBlank()),
                    () -> assertEquals(1, letter.path("attempts").asInt()),
                    () -> assertEquals(EVENTS, letter.path("exchange").asText()),
                    () -> assertEquals("football", letter.path("routingKey").asText()),
                    () -> assertEquals(
                            "application/cloudevents-batch+json",
                            letter.path("contentType").asText()),
                    () -> assertTrue(
                            Duration.between(Instant.parse(letter.path("at").asText()), Instant.now())
                                            .abs()
                                            .compareTo(Duration.ofMinutes(1))
                                    < 0),
                    () -> assertEquals(body.length, letter.path("size").asInt()));
            byte[] start = Arrays.copyOf(body, Math.min(body.length, MAX_SHOWN));
            if (body == binary) {
                assertTrue(letter.path("body").isNull());
                assertEquals(
                        Base64.getEncoder().encodeToString(start),
                        letter.path("bodyBase64").asText());
            } else {
                assertEquals(
                        new String(start, StandardCharsets.UTF_8),
                        letter.path("body").asText());
                assertTrue(letter.path("bodyBase64").isNull());
            }
        }
        assertFalse(letters.toString().contains("token 'not'"), "the reason does not quote the message");
        assertEquals("the body is empty", letters.get(0).path("reason").asText());
        assertEquals("not a batch of CloudEvents", letters.get(2).path("reason").asText());
    }

    @Test
    void onlyInvalidItemsOfABatchAreDeadLetteredWithTheirReasons() {
        String bad = cloudEvent(EventBody.goal(match, "left", -1));
        String unknown = cloudEvent(EventBody.of(match, "golazo").with("team", "home"));
        publisher.publish(
                EVENTS,
                "football",
                bytes("[" + cloudEvent(EventBody.goal(match, "home", 1)) + "," + bad + ",7,"
                        + cloudEvent(EventBody.goal(match, "home", 2)) + "," + unknown + ","
                        + cloudEvent(EventBody.goal(match, "away", 3)) + "]"));
        assertEquals(Api.json("{\"home\":2,\"away\":1}"), Api.awaitSeq(match, 3).path("score"));
        List<JsonNode> letters = awaitLetters(3);
        assertEquals(
                List.of(Api.json("[" + bad + "]"), Api.json("[7]"), Api.json("[" + unknown + "]")),
                letters.stream()
                        .map(letter -> Api.json(letter.path("body").asText()))
                        .toList());
        assertTrue(letters.get(0).path("reason").asText().contains("team"), letters::toString);
        assertTrue(letters.get(0).path("reason").asText().contains("minute"), letters::toString);
        assertTrue(letters.get(2).path("reason").asText().contains("type"), letters::toString);
    }

    @Test
    void thousandsOfInvalidItemsInOneMessageDelayNothing() {
        int items = 5_000;
        double before = Metrics.now().value(SET_ASIDE);
        publisher.publish(
                EVENTS,
                "football",
                bytes(IntStream.range(0, items).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]"))));
        publisher.publish(EVENTS, "football", batch(EventBody.goal(match, "home", 1)));
        Api.awaitSeq(match, 1);
        // They are stored one by one.
        Api.eventually().atMost(STORING).until(() -> Metrics.now().value(SET_ASIDE) == before + items);
    }

    @Test
    void eventWithAnExtremeTimeAffectsNoOthers() {
        String ancient =
                cloudEvent(EventBody.goal(match, "home", 1)).replace("2031-06-14T15:00:00Z", "0001-01-01T00:00:00Z");
        String impossible = cloudEvent(EventBody.goal(match, "home", 2))
                .replace("2031-06-14T15:00:00Z", "-999999999-01-01T00:00:00Z");
        publisher.publish(
                EVENTS,
                "football",
                bytes("[" + ancient + "," + impossible + "," + cloudEvent(EventBody.goal(match, "away", 3)) + "]"));
        assertEquals(Api.json("{\"home\":1,\"away\":1}"), Api.awaitSeq(match, 2).path("score"));
        JsonNode letter = awaitLetters(1).get(0);
        assertEquals(
                Api.json("[" + impossible + "]").at("/0/id"),
                Api.json(letter.path("body").asText()).at("/0/id"));
        assertEquals(2, Api.updates(match).size(), "the other events have updates");
    }

    @Test
    void eventRejectedByTheDatabaseIsTriedThreeTimesAndOthersAreStored() throws SQLException {
        List<EventBody> fifty = IntStream.range(0, 50)
                .mapToObj(i -> EventBody.goal(match, "home", i))
                .toList();
        EventBody bad = fifty.get(23);
        reject(bad.id());
        Api.accept(fifty);
        JsonNode shown = Api.awaitSeq(match, 49);
        assertEquals(49, shown.path("score").path("home").asInt());
        JsonNode letter = awaitLetters(1).get(0);
        assertEquals(3, letter.path("attempts").asInt());
        assertEquals(
                "the database rejects the report: SQLSTATE P0001",
                letter.path("reason").asText());
        assertFalse(letter.path("reason").asText().contains(bad.id()));
        assertEquals(
                bad.id(), Api.json(letter.path("body").asText()).at("/0/id").asText());
        // Three attempts alone, and one with each part of the batch that contained the report.
        long attempts = refusals();
        assertTrue(attempts >= 3 && attempts <= 3 + 7, () -> attempts + " attempts");
        assertEquals(
                fifty.stream()
                        .map(EventBody::id)
                        .filter(id -> !id.equals(bad.id()))
                        .toList(),
                Api.updates(match).stream()
                        .map(update -> update.path("event").path("id").asText())
                        .toList());
    }

    @Test
    void allReportsRejectedByTheDatabaseAreFound() throws SQLException {
        List<EventBody> twenty = IntStream.range(0, 20)
                .mapToObj(i -> EventBody.goal(match, "away", i))
                .toList();
        List<String> bad = List.of(
                twenty.get(0).id(),
                twenty.get(7).id(),
                twenty.get(8).id(),
                twenty.get(19).id());
        reject(bad.toArray(String[]::new));
        Api.accept(twenty);
        Api.awaitSeq(match, 16);
        assertEquals(bad, awaitLetters(4).stream().map(DeadLettersTest::eventId).toList());
    }

    @Test
    void messageThatIsTooLargeIsDeadLetteredWithTheBeginningOfItsBody() {
        int size = 2 * 1024 * 1024 + 1;
        publisher.publish(EVENTS, "football", bytes("[" + " ".repeat(size - 2) + "]"));
        publisher.publish(EVENTS, "football", batch(goal(1)));
        Api.awaitSeq(match, 1);
        JsonNode letter = awaitLetters(1).get(0);
        assertEquals(
                "the message has " + size + " bytes, more than touchline.messaging.max-message-size",
                letter.path("reason").asText());
        assertEquals(size, letter.path("size").asInt());
        assertEquals(MAX_SHOWN, letter.path("body").asText().length());
        assertFalse(letter.path("redrivable").asBoolean());
        Response refused = Api.request().post("/dead-letters/{id}/redrive", id(letter));
        assertProblem(refused, 422, "invalid");
        assertTrue(refused.path("detail").toString().contains("too large"), refused::asString);
        assertEquals(Api.json("{\"redriven\":0,\"left\":1}"), redriveAll());
        assertTrue(Metrics.now().value("touchline_messaging_oversized_total", "channel=\"statistics\"") > 0);
    }

    @Test
    void deadLetterWithUnusualHeadersHidesNoOther() {
        Map<String, Object> nested = Map.of("end", 1);
        for (int i = 0; i < 100; i++) {
            nested = Map.of("in", List.of(nested));
        }
        Map<String, Object> headers = new HashMap<>();
        headers.put("x-touchline-reason", "NUL \0 and " + "long ".repeat(1_000));
        headers.put("x-touchline-at", Long.MAX_VALUE);
        headers.put("x-touchline-attempts", "many");
        headers.put("x-touchline-exchange", nested);
        headers.put("x-death", List.of(7, nested));
        IntStream.range(0, 200).forEach(i -> headers.put("header-" + i, i));
        publisher.publish(
                "",
                Topology.DEAD_LETTER_QUEUE,
                new BasicProperties.Builder().headers(headers).build(),
                bytes("odd"));
        publisher.publish("", Topology.DEAD_LETTER_QUEUE, bytes("plain"));
        List<JsonNode> letters = awaitLetters(2);
        assertEquals("plain", letters.get(1).path("body").asText());
        String reason = letters.get(0).path("reason").asText();
        assertTrue(reason.startsWith("NUL \uFFFD and long") && reason.length() == 1_000, reason);
        assertEquals(1, letters.get(0).path("attempts").asInt());
        JsonNode shown = Api.get("/dead-letters/" + id(letters.get(0))).path("headers");
        assertTrue(shown.size() > 0 && shown.size() <= 30, shown::toString);
    }

    @Test
    void deadLetterWhoseTextsTheDatabaseRejectsIsStoredWithoutThem() throws SQLException {
        refuseLetters("22023", "NEW.exchange <> ''");
        publisher.publish(EVENTS, "football", bytes("rejected"));
        JsonNode letter = awaitLetters(1).get(0);
        assertEquals(
                "the database rejects its headers: SQLSTATE 22023",
                letter.path("reason").asText());
        assertEquals("rejected", letter.path("body").asText());
    }

    @Test
    void deadLetterStaysInTheQueueWhileTheDatabaseDoesNotStoreIt() throws SQLException {
        refuseLetters("53100", "true");
        publisher.publish(EVENTS, "football", bytes("waiting"));
        Api.eventually()
                .until(() ->
                        Metrics.now().value("touchline_messaging_unsettled", "channel=\"dead-letter-queue\"") == 1);
        assertEquals(List.of(), letters());
        acceptAll();
        awaitLetters(1);
        Api.eventually()
                .until(() ->
                        Metrics.now().value("touchline_messaging_unsettled", "channel=\"dead-letter-queue\"") == 0);
    }

    private void refuseLetters(String state, String condition) throws SQLException {
        execute("""
                CREATE FUNCTION refuse_letter() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF %s THEN
                        RAISE EXCEPTION 'refused' USING ERRCODE = '%s';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER refusing_letters BEFORE INSERT ON dead_letter FOR EACH ROW
                EXECUTE FUNCTION refuse_letter();
                """.formatted(condition, state));
    }

    // --- Listing -----------------------------------------------------------------------------------------------------

    @Test
    void listingIsRepeatable() {
        garbage(7);
        String first = Api.request().get("/dead-letters").asString();
        for (int i = 0; i < 30; i++) {
            assertEquals(first, Api.request().get("/dead-letters").asString(), "look " + i);
        }
    }

    @Test
    void nothingIsListedWithoutDeadLetters() {
        assertEquals(Api.json("{\"items\":[],\"next\":null}"), Api.get("/dead-letters"));
    }

    @Test
    void pagesFollowEachOtherWithoutAGapOrAnOverlap() {
        List<JsonNode> all = garbage(5);
        List<JsonNode> paged = new ArrayList<>();
        String next = "";
        int pages = 0;
        do {
            JsonNode page = Api.get("/dead-letters?limit=2" + next);
            page.path("items").forEach(paged::add);
            next = page.path("next").isNull()
                    ? null
                    : "&cursor=" + page.path("next").asText();
            pages++;
        } while (next != null);
        assertEquals(3, pages);
        assertEquals(all, paged);
    }

    @Test
    void pageContinuesWithoutAGapIfTheDeadLetterOfItsCursorIsDeleted() {
        List<JsonNode> all = garbage(5);
        JsonNode page = Api.get("/dead-letters?limit=2");
        delete(id(all.get(1)));
        JsonNode rest = Api.get("/dead-letters?cursor=" + page.path("next").asText());
        assertEquals(all.subList(2, 5), items(rest));
        deleteAll();
        assertEquals(
                List.of(),
                items(Api.get("/dead-letters?cursor=" + page.path("next").asText())));
    }

    @Test
    void pageEndsBeforeItsBodiesAreTooLarge() {
        int many = 40;
        for (int i = 0; i < many; i++) {
            publisher.publish("", Topology.DEAD_LETTER_QUEUE, bytes(i + "x".repeat(2 * MAX_SHOWN)));
        }
        List<JsonNode> all = awaitLetters(many);
        JsonNode first = Api.get("/dead-letters?limit=200");
        assertEquals(16, items(first).size());
        assertEquals(
                IntStream.range(0, many).mapToObj(i -> i + "x").toList(),
                all.stream()
                        .map(letter -> letter.path("body").asText().replaceFirst("x+$", "x"))
                        .toList());
    }

    @Test
    void oneDeadLetterIsShownWithItsHeaders() {
        JsonNode listed = garbage(2).get(1);
        JsonNode one = Api.get("/dead-letters/" + id(listed));
        assertEquals("football", one.at("/headers/x-touchline-routing-key").asText());
        ((ObjectNode) one).remove("headers");
        assertEquals(listed, one);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=201", "limit=x", "cursor=x", "cursor=a~b", "cursor=1~ä", "cursor=~"})
    void invalidParameterIsRejected(String parameter) {
        assertProblem(Api.request().get("/dead-letters?" + parameter), 400, "bad-parameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exchange", "routingKey", "reason"})
    void filterThatIsTooLongIsRejected(String parameter) {
        String filter = "/dead-letters?" + parameter + "=" + "x".repeat(256);
        assertProblem(Api.request().get(filter), 400, "bad-parameter");
        assertProblem(Api.request().delete(filter), 400, "bad-parameter");
    }

    @Test
    void longTextIsTruncatedAtACharacterBoundary() {
        String text = "x" + "é⚽".repeat(MAX_SHOWN / 5 + 100);
        publisher.publish(EVENTS, "football", bytes(text));
        JsonNode letter = awaitLetters(1).get(0);
        assertEquals(bytes(text).length, letter.path("size").asInt());
        assertTrue(letter.path("bodyBase64").isNull());
        String shown = letter.path("body").asText();
        assertTrue(text.startsWith(shown));
        assertTrue(bytes(shown).length > MAX_SHOWN - 4, () -> bytes(shown).length + " bytes");
    }

    @Test
    void concurrentListingsSeeAllDeadLetters() {
        List<JsonNode> all = garbage(20);
        List<CompletableFuture<List<JsonNode>>> looks = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(DeadLettersTest::letters))
                .toList();
        looks.forEach(look -> assertEquals(all, look.join()));
    }

    // --- Redriving and deleting --------------------------------------------------------------------------------------

    @Test
    void redrivenDeadLetterIsStored() throws SQLException {
        EventBody goal = EventBody.goal(match, "home", 1);
        EventBody other = EventBody.goal(match, "home", 2);
        reject(goal.id(), other.id());
        Api.accept(goal, other);
        List<JsonNode> letters = awaitLetters(2);
        acceptAll();
        assertEquals(
                Api.json("{\"redriven\":1,\"left\":0}"),
                Api.json(Api.request().post("/dead-letters/{id}/redrive", id(letters.get(0)))));
        assertEquals(1, Api.awaitSeq(match, 1).path("score").path("home").asInt());
        assertEquals(ids(letters.subList(1, 2)), ids(letters()));
        assertEquals(goal.id(), Api.updates(match).get(0).at("/event/id").asText());
    }

    @Test
    void redrivenDeadLetterThatFailsAgainIsDeadLetteredAgain() {
        JsonNode before = garbage(1).get(0);
        assertEquals(
                200,
                Api.request().post("/dead-letters/{id}/redrive", id(before)).statusCode());
        Api.eventually()
                .until(() -> letters().size() == 1 && !id(letters().get(0)).equals(id(before)));
        JsonNode after = letters().get(0);
        for (String same : List.of("reason", "exchange", "routingKey", "contentType", "size", "body", "attempts")) {
            assertEquals(before.path(same), after.path(same), same);
        }
    }

    @Test
    void repeatedReportThatCannotBeStoredIsOneDeadLetter() throws SQLException {
        EventBody goal = goal(1);
        EventBody other = goal(2);
        reject(goal.id(), other.id());
        for (int i = 0; i < 3; i++) {
            Api.accept(goal);
        }
        Api.accept(other);
        List<JsonNode> letters = awaitLetters(2);
        assertEquals(
                List.of(goal.id(), other.id()),
                letters.stream().map(DeadLettersTest::eventId).toList());
        Api.request().post("/dead-letters/{id}/redrive", id(letters.get(0)));
        Api.eventually().until(() -> letters().size() == 2 && !ids(letters()).contains(id(letters.get(0))));
        acceptAll();
        assertEquals(Api.json("{\"redriven\":2,\"left\":0}"), redriveAll());
        Api.awaitSeq(match, 2);
    }

    @Test
    void allDeadLettersAreRedriven() throws SQLException {
        List<EventBody> goals = IntStream.range(0, 10)
                .mapToObj(i -> EventBody.goal(match, "away", i))
                .toList();
        reject(goals.stream().map(EventBody::id).toArray(String[]::new));
        Api.accept(goals);
        awaitLetters(10);
        acceptAll();
        assertEquals(10, redriveAll().path("redriven").asInt());
        assertEquals(10, Api.awaitSeq(match, 10).path("score").path("away").asInt());
        assertEquals(List.of(), letters());
        assertEquals(0, redriveAll().path("redriven").asInt());
    }

    /** Redriving would publish under the name of this role: only to the exchange of reports, which are validated. */
    @ParameterizedTest
    @ValueSource(strings = {"", "gone", Topology.UPDATES_EXCHANGE, Topology.DEAD_LETTER_EXCHANGE})
    void deadLetterOfAnotherExchangeIsNotRedriven(String exchange) {
        publisher.publish(
                "", Topology.DEAD_LETTER_QUEUE, cameFrom(exchange, Topology.STATISTICS_QUEUE), batch(goal(1)));
        publisher.publish("", Topology.DEAD_LETTER_QUEUE, cameFrom(EVENTS, "football"), batch(goal(2)));
        List<JsonNode> letters = awaitLetters(2);
        assertEquals(exchange, letters.get(0).path("exchange").asText());
        assertFalse(letters.get(0).path("redrivable").asBoolean());
        assertTrue(letters.get(1).path("redrivable").asBoolean());
        Response refused = Api.request().post("/dead-letters/{id}/redrive", id(letters.get(0)));
        assertProblem(refused, 422, "invalid");
        assertTrue(refused.path("detail").toString().contains(EVENTS), refused::asString);
        assertEquals(Api.json("{\"redriven\":1,\"left\":1}"), redriveAll());
        Api.awaitSeq(match, 1);
        assertEquals(letters.subList(0, 1), letters());
    }

    @Test
    void unroutableDeadLetterStaysAndDoesNotBlockOthers() {
        publisher.publish("", Topology.DEAD_LETTER_QUEUE, cameFrom(EVENTS, "curling"), bytes("from nowhere"));
        publisher.publish("", Topology.DEAD_LETTER_QUEUE, cameFrom(EVENTS, "football"), batch(goal(1)));
        List<JsonNode> lost = awaitLetters(2).subList(0, 1);
        assertEquals(Api.json("{\"redriven\":1,\"left\":1}"), redriveAll());
        Api.awaitSeq(match, 1);
        assertEquals(lost, letters());
        assertProblem(Api.request().post("/dead-letters/{id}/redrive", id(lost.get(0))), 409, "conflict");
        assertEquals(lost, letters());
    }

    private static BasicProperties cameFrom(String exchange, String routingKey) {
        return new BasicProperties.Builder()
                .headers(Map.of(
                        "x-touchline-reason",
                        "none",
                        "x-touchline-exchange",
                        exchange,
                        "x-touchline-routing-key",
                        routingKey,
                        "x-touchline-attempts",
                        2))
                .build();
    }

    private EventBody goal(int minute) {
        return EventBody.goal(match, "home", minute);
    }

    @Test
    void onlyTheDeadLettersOfTheFilterAreListedRedrivenAndDeleted() {
        publisher.publish("", Topology.DEAD_LETTER_QUEUE, cameFrom("gone", "a key"), bytes("one"));
        publisher.publish(EVENTS, "football", bytes("not JSON"));
        publisher.publish(EVENTS, "handball", bytes("not JSON"));
        publisher.publish(EVENTS, "handball", bytes(""));
        List<JsonNode> all = awaitLetters(4);
        assertEquals(all.subList(0, 1), items(Api.get("/dead-letters?exchange=gone")));
        assertEquals(all.subList(1, 4), items(Api.get("/dead-letters?exchange=match.events")));
        assertEquals(all.subList(3, 4), items(Api.get("/dead-letters?routingKey=handball&reason=is empty")));
        assertEquals(
                Api.json("{\"redriven\":1,\"left\":0}"),
                Api.json(Api.request().post("/dead-letters/redrive?reason=is empty")));
        Api.eventually().until(() -> letters().size() == 4);
        assertEquals(Api.json("{\"deleted\":2}"), Api.json(Api.request().delete("/dead-letters?routingKey=handball")));
        assertEquals(all.subList(0, 2), letters());
    }

    @Test
    void oneDeadLetterIsDeleted() {
        List<JsonNode> letters = garbage(3);
        assertEquals(Api.json("{\"deleted\":1}"), delete(id(letters.get(1))));
        assertEquals(List.of(letters.get(0), letters.get(2)), letters());
    }

    @Test
    void allDeadLettersAreDeleted() {
        garbage(3);
        assertEquals(3, deleteAll());
        assertEquals(List.of(), letters());
        assertEquals(0, deleteAll());
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "0", "99999999999999999999", "%20", "a~b", "..%2F"})
    void unknownDeadLetterIsNotFound(String id) {
        garbage(1);
        assertProblem(
                Api.request().urlEncodingEnabled(false).post("/dead-letters/" + id + "/redrive"), 404, "not-found");
        assertProblem(Api.request().urlEncodingEnabled(false).delete("/dead-letters/" + id), 404, "not-found");
        assertProblem(Api.request().urlEncodingEnabled(false).get("/dead-letters/" + id), 404, "not-found");
        assertEquals(1, letters().size());
    }

    @Test
    void manyDeadLettersAreListedInOrderAndDeleted() {
        int many = 300;
        for (int i = 0; i < many; i++) {
            publisher.publish("", Topology.DEAD_LETTER_QUEUE, bytes("letter " + i));
        }
        Api.eventually().until(() -> letters().size() == many);
        List<JsonNode> all = letters();
        assertEquals(many, all.stream().map(DeadLettersTest::id).distinct().count());
        assertEquals(all, letters());
        assertEquals(many, deleteAll());
        assertEquals(List.of(), letters());
    }

    /** Other publishers need not set an id. */
    @Test
    void identicalDeadLettersAreListedSeparately() {
        for (int i = 0; i < 5; i++) {
            publisher.publish("", Topology.DEAD_LETTER_QUEUE, bytes("the same"));
        }
        List<JsonNode> letters = awaitLetters(5);
        assertEquals(5, letters.stream().map(DeadLettersTest::id).distinct().count());
        JsonNode page = Api.get("/dead-letters?limit=2");
        assertEquals(
                3,
                items(Api.get("/dead-letters?cursor=" + page.path("next").asText()))
                        .size());
        assertEquals(Api.json("{\"deleted\":1}"), delete(id(letters.get(3))));
        assertEquals(4, letters().size());
    }

    /** A crash, or a confirm that does not come, leaves several dead letters of one report. */
    @Test
    void copiesAreListedRedrivenAndDeletedAsOne() {
        for (int i = 0; i < 3; i++) {
            publishWithId("message-1", bytes("copied"));
        }
        publishWithId("message-2", bytes("copied"));
        publishWithId("message-1", bytes("another report of the message"));
        Api.eventually().until(() -> letters().size() == 3);
        List<JsonNode> before = letters();
        assertEquals(before, letters());
        assertEquals(Api.json("{\"redriven\":3,\"left\":0}"), redriveAll());
        Api.eventually()
                .until(() -> letters().stream().noneMatch(letter -> ids(before).contains(id(letter)))
                        && letters().size() == 3);
        assertEquals(3, deleteAll());
        assertEquals(List.of(), letters());
    }

    private void publishWithId(String id, byte[] body) {
        publisher.publish(
                EVENTS, "football", new BasicProperties.Builder().messageId(id).build(), body);
    }

    // --- Helpers -----------------------------------------------------------------------------------------------------

    private List<JsonNode> garbage(int count) {
        for (int i = 0; i < count; i++) {
            publisher.publish(EVENTS, "football", bytes("garbage " + i));
        }
        return awaitLetters(count);
    }

    private static List<JsonNode> awaitLetters(int count) {
        Api.eventually().until(() -> letters().size() >= count);
        List<JsonNode> letters = letters();
        assertEquals(count, letters.size(), letters::toString);
        assertNotEquals(0, letters.stream().map(DeadLettersTest::id).distinct().count());
        return letters;
    }

    private static List<JsonNode> letters() {
        List<JsonNode> letters = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = Api.get("/dead-letters?limit=200" + next);
            letters.addAll(items(page));
            next = page.path("next").isNull()
                    ? null
                    : "&cursor=" + page.path("next").asText();
        } while (next != null);
        return letters;
    }

    private static List<JsonNode> items(JsonNode page) {
        return StreamSupport.stream(page.path("items").spliterator(), false).toList();
    }

    private static String id(JsonNode letter) {
        return letter.path("id").asText();
    }

    private static List<String> ids(List<JsonNode> letters) {
        return letters.stream().map(DeadLettersTest::id).toList();
    }

    private static String eventId(JsonNode letter) {
        return Api.json(letter.path("body").asText()).at("/0/id").asText();
    }

    private static JsonNode redriveAll() {
        Response response = Api.request().post("/dead-letters/redrive");
        assertEquals(200, response.statusCode(), response::asString);
        return Api.json(response);
    }

    private static JsonNode delete(String id) {
        Response response = Api.request().delete("/dead-letters/{id}", id);
        assertEquals(200, response.statusCode(), response::asString);
        return Api.json(response);
    }

    private static int deleteAll() {
        Response response = Api.request().delete("/dead-letters");
        assertEquals(200, response.statusCode(), response::asString);
        return Api.json(response).path("deleted").asInt();
    }

    /** Makes the database reject events with these ids. */
    private void reject(String... ids) throws SQLException {
        String list =
                String.join(",", Arrays.stream(ids).map(id -> "'" + id + "'").toList());
        execute("""
                CREATE SEQUENCE refusals;
                CREATE FUNCTION reject() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    IF NEW.id IN (%s) THEN
                        -- A sequence is not rolled back.
                        PERFORM nextval('refusals');
                        RAISE EXCEPTION 'not this one: %%', NEW.id;
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER refusing BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION reject();
                """.formatted(list));
    }

    private void acceptAll() throws SQLException {
        execute("""
                DROP TRIGGER IF EXISTS refusing_letters ON dead_letter;
                DROP FUNCTION IF EXISTS refuse_letter();
                DROP TRIGGER IF EXISTS refusing ON event;
                DROP FUNCTION IF EXISTS reject();
                DROP SEQUENCE IF EXISTS refusals;
                """);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long refusals() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT last_value FROM refusals")) {
            row.next();
            return row.getLong(1);
        }
    }
}
