package dev.touchline.codec;

import static dev.touchline.Football.CATALOGUE;
import static dev.touchline.Football.KICK_OFF;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Reporter;
import dev.touchline.event.Side;
import dev.touchline.event.Status;
import dev.touchline.json.InvalidException;
import dev.touchline.json.MalformedException;
import dev.touchline.json.TooManyEventsException;
import dev.touchline.json.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plain JSON. Single fields are tested in {@link EventFieldsTest}, CloudEvents in {@link CloudEventsTest}. */
class EventsReaderTest {

    private final EventsReader reader = new EventsReader(CATALOGUE, 3);

    private List<Event> read(String body) {
        return reader.readPlainJson(body.getBytes(StandardCharsets.UTF_8), KICK_OFF);
    }

    private List<Violation> violations(String body) {
        return assertThrows(InvalidException.class, () -> read(body)).violations();
    }

    private static String kickOff(String id) {
        return "{\"id\":\"" + id + "\",\"type\":\"football.kick-off\",\"match\":\"fra-arg\"}";
    }

    private List<Event> readList(String body) {
        return reader.readFullList(body.getBytes(StandardCharsets.UTF_8), "fra-arg", "provider-1", KICK_OFF);
    }

    @Test
    void eventsOfAFullListAreOfTheMatchAndTheSourceOfThePath() {
        List<Event> events = readList("""
                [{"id":"1","type":"football.kick-off"},
                 {"id":"2","type":"football.kick-off","match":"fra-arg","source":"provider-1"},
                 {"id":"3","type":"football.kick-off","match":null,"source":null}]""");
        assertEquals(
                List.of("1", "2", "3"),
                events.stream().map(event -> event.incident().id()).toList());
        for (Event event : events) {
            assertEquals("fra-arg", event.match());
            assertEquals("provider-1", event.incident().source());
        }
        assertEquals(List.of(), readList("[]"));
    }

    @Test
    void otherMatchOrSourceInAFullListIsNamed() {
        InvalidException invalid = assertThrows(InvalidException.class, () -> readList("""
                [{"id":"1","type":"football.kick-off","match":"eng-usa"},
                 {"id":"2","type":"football.kick-off","source":7}]"""));
        assertEquals(
                List.of(
                        new Violation(0, "match", "must be the match of the path, or absent"),
                        new Violation(1, "source", "must be the source of the path, or absent"),
                        new Violation(1, "source", "must be a string")),
                invalid.violations());
        String one = "{\"id\":\"1\",\"type\":\"football.kick-off\"}";
        assertEquals(
                List.of(new Violation(null, null, "must be a JSON array of events")),
                assertThrows(InvalidException.class, () -> readList(one)).violations());
        String four = "[" + String.join(",", List.of(one, one, one, one)) + "]";
        assertThrows(TooManyEventsException.class, () -> readList(four));
    }

    @Test
    void everyFieldIsRead() {
        assertEquals(
                List.of(new Event(
                        new IncidentId("camera-7", "c7-00123"),
                        1,
                        new EventType("football", "goal"),
                        "fra-arg",
                        Instant.parse("2022-12-18T15:23:10Z"),
                        new MatchClock("first-half", 23, 0),
                        Side.HOME,
                        "Lionel Messi",
                        null,
                        Status.CONFIRMED,
                        Map.of("penalty", true),
                        KICK_OFF,
                        Reporter.NONE)),
                read("""
                        {"id":"c7-00123","source":"camera-7","type":"football.goal","match":"fra-arg",
                         "period":"first-half","minute":23,"stoppage":0,"team":"home","player":"Lionel Messi",
                         "status":"confirmed","revision":1,"occurredAt":"2022-12-18T15:23:10Z",
                         "details":{"penalty":true}}"""));
    }

    @Test
    void onlyIdTypeAndMatchAreRequired() {
        assertEquals(
                List.of(new Event(
                        new IncidentId("anonymous", "1"),
                        1,
                        new EventType("football", "kick-off"),
                        "fra-arg",
                        null,
                        MatchClock.UNKNOWN,
                        null,
                        null,
                        null,
                        Status.CONFIRMED,
                        Map.of(),
                        KICK_OFF,
                        Reporter.NONE)),
                read(kickOff("1")));
    }

    @Test
    void nullEqualsAbsent() {
        assertEquals(read(kickOff("1")), read("""
                        {"id":"1","source":null,"type":"football.kick-off","match":"fra-arg","period":null,
                         "minute":null,"stoppage":null,"team":null,"player":null,"assist":null,"status":null,
                         "revision":null,"occurredAt":null,"details":null}"""));
    }

    @Test
    void timeOfReceiptReplacesAMissingTime() {
        assertEquals(KICK_OFF, read(kickOff("1")).get(0).effectiveTime());
    }

    @ParameterizedTest
    @CsvSource({
        "45, 45, 0",
        "'\"45+2\"', 45, 2",
        "'\"45+2''\"', 45, 2",
        "'\"90 + 4\"', 90, 4",
        "'\"23\"', 23, 0",
        "'45,\"stoppage\":2', 45, 2",
        "'\"45\",\"stoppage\":2', 45, 2",
        "'\"45+2\",\"stoppage\":2', 45, 2"
    })
    void minuteIsReadInEverySpelling(String written, int minute, int stoppage) {
        Event event = read("{\"id\":\"1\",\"type\":\"football.kick-off\",\"match\":\"m\",\"minute\":" + written + "}")
                .get(0);
        assertEquals(new MatchClock(null, minute, stoppage), event.clock());
    }

    @Test
    void timeWithAnOffsetIsReadInMicroseconds() {
        Event event = read("""
                {"id":"1","type":"football.kick-off","match":"m","occurredAt":"2022-12-18T18:00:00.123456789+03:00"}""").get(0);
        assertEquals(Instant.parse("2022-12-18T15:00:00.123456Z"), event.occurredAt());
    }

    @Test
    void arrayIsReadInOrder() {
        List<Event> events = read("[" + kickOff("b") + "," + kickOff("a") + "," + kickOff("c") + "]");
        assertEquals(
                List.of("b", "a", "c"),
                events.stream().map(event -> event.incident().id()).toList());
    }

    @Test
    void oneInvalidItemRejectsTheArrayAndIsNamedByIndex() {
        List<Violation> violations =
                violations("[" + kickOff("1") + ",{\"id\":\"2\",\"match\":\"m\",\"type\":\"football.goal\"},7]");
        assertEquals(
                List.of(
                        new Violation(1, "team", "is required for football.goal: home or away"),
                        new Violation(2, null, "must be a JSON object")),
                violations);
        assertEquals(
                List.of("#/1/team", "#/2"),
                violations.stream().map(Violation::pointer).toList());
    }

    @Test
    void allViolationsOfAnItemAreListed() {
        assertEquals(
                List.of("id", "type", "match", "revision", "occurredAt", "minute", "team", "status", "colour"),
                violations("""
                        {"type":"football.golazo","revision":0,"occurredAt":"yesterday","minute":-1,"team":"blue",
                         "status":"maybe","colour":"red"}""").stream().map(Violation::field).toList());
    }

    @Test
    void violationOfASingleEventHasNoIndex() {
        assertEquals(
                List.of(new Violation(null, "id", "is required: the agent's identity of the incident")),
                violations("{\"type\":\"football.kick-off\",\"match\":\"m\"}"));
        assertEquals(List.of(new Violation(null, null, "must be a JSON object")), violations("\"goal\""));
        assertEquals(List.of(new Violation(null, null, "must be a JSON object")), violations("null"));
        assertEquals(List.of(new Violation(0, null, "must be a JSON object")), violations("[null]"));
    }

    @Test
    void emptyArrayIsRejected() {
        assertEquals(List.of(new Violation(null, null, "must hold at least one event")), violations("[]"));
    }

    @Test
    void numberOfEventsIsLimited() {
        String three = kickOff("1") + "," + kickOff("2") + "," + kickOff("3");
        assertEquals(3, read("[" + three + "]").size());
        TooManyEventsException tooMany =
                assertThrows(TooManyEventsException.class, () -> read("[" + three + "," + kickOff("4") + "]"));
        assertThat(tooMany.getMessage(), containsString("at most 3"));
        assertThat(tooMany.getMessage(), containsString("has more"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{",
                "[",
                "{\"id\":\"1\"",
                "{id:1}",
                "{'id':'1'}",
                "{} {}",
                "[]]",
                "{\"id\":\"1\",\"id\":\"2\"}",
                "{\"minute\":NaN}",
                "{\"minute\":01}",
                "// a comment\n{}",
                "hello"
            })
    void bodyMustBeOneJsonValue(String body) {
        assertThrows(MalformedException.class, () -> read(body));
    }

    @Test
    void invalidUtf8IsMalformed() {
        assertThrows(
                MalformedException.class,
                () -> reader.readPlainJson(new byte[] {'"', (byte) 0xC3, 0x28, '"'}, KICK_OFF));
    }

    @Test
    void excessiveNestingIsMalformed() {
        assertThrows(MalformedException.class, () -> read("[".repeat(100_000)));
    }

    @Test
    void malformedJsonIsReportedWithItsLine() {
        MalformedException malformed =
                assertThrows(MalformedException.class, () -> read("{\"id\":\"1\",\n \"secret\"}"));
        assertThat(malformed.getMessage(), containsString("line 2"));
    }
}
