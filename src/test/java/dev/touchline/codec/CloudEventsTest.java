package dev.touchline.codec;

import static dev.touchline.Football.CATALOGUE;
import static dev.touchline.Football.KICK_OFF;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.touchline.event.Event;
import dev.touchline.event.Reporter;
import dev.touchline.json.InvalidException;
import dev.touchline.json.MalformedException;
import dev.touchline.json.TooManyEventsException;
import dev.touchline.json.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events in CloudEvents 1.0, single and in batches. */
class CloudEventsTest {

    private static final String PLAIN = """
            {"id":"1","source":"camera-7","type":"football.goal","match":"fra-arg","minute":23,"team":"home",
             "player":"Lionel Messi","occurredAt":"2022-12-18T15:23:10Z","revision":2,"details":{"penalty":true}}""";
    private static final String CLOUD_EVENT = """
            {"specversion":"1.0","id":"1","source":"camera-7","type":"dev.touchline.football.goal",
             "subject":"fra-arg","time":"2022-12-18T15:23:10Z","datacontenttype":"application/json",
             "data":{"minute":23,"team":"home","player":"Lionel Messi","revision":2,"details":{"penalty":true}}}""";

    private static final EventsReader READER = new EventsReader(CATALOGUE, 3);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<Event> structured(String body) {
        return READER.readStructured(bytes(body), KICK_OFF);
    }

    private static List<Event> batched(String body) {
        return READER.readBatched(bytes(body), KICK_OFF);
    }

    private static List<Violation> wrong(String body) {
        return assertThrows(InvalidException.class, () -> structured(body)).violations();
    }

    private static List<Violation> wrongBatch(String body) {
        return assertThrows(InvalidException.class, () -> batched(body)).violations();
    }

    private static String with(String old, String replacement) {
        String changed = CLOUD_EVENT.replace(old, replacement);
        assertThat("the example has " + old, !changed.equals(CLOUD_EVENT));
        return changed;
    }

    @Test
    void cloudEventEqualsPlainJson() {
        assertEquals(READER.readPlainJson(bytes(PLAIN), KICK_OFF), structured(CLOUD_EVENT));
    }

    @Test
    void batchIsReadInOrder() {
        String second = with("\"id\":\"1\"", "\"id\":\"2\"");
        List<Event> events = batched("[" + second + "," + CLOUD_EVENT + "]");
        assertEquals(
                List.of("2", "1"),
                events.stream().map(event -> event.incident().id()).toList());
    }

    @Test
    void dataIsOptionalIfNoFieldIsRequired() {
        Event event = structured("""
                {"specversion":"1.0","id":"1","source":"s","type":"dev.touchline.football.kick-off","subject":"m"}""").get(0);
        assertEquals("kick-off", event.type().kind());
        assertEquals(null, event.occurredAt());
    }

    @Test
    void dataMayBeBase64() {
        Event event = structured("""
                {"specversion":"1.0","id":"1","source":"s","type":"dev.touchline.football.goal","subject":"m",
                 "datacontenttype":"application/json","data_base64":"eyJ0ZWFtIjoiaG9tZSJ9"}""").get(0);
        assertEquals("home", event.team().code());
    }

    @Test
    void unknownExtensionsAreIgnored() {
        assertEquals(
                structured(CLOUD_EVENT),
                structured(with(
                        "\"specversion\"",
                        "\"traceparent\":\"00-0af7-b7ad-01\",\"partitionkey\":\"m\",\"specversion\"")));
    }

    @Test
    void timeOfReceiptCannotBeSetByTheAgent() {
        Event event = structured(with("\"specversion\"", "\"receivedat\":\"1999-01-01T00:00:00Z\",\"specversion\""))
                .get(0);
        assertEquals(KICK_OFF, event.receivedAt());
    }

    @Test
    void accountCannotBeSetByTheAgent() {
        Event event = structured(with("\"specversion\"", "\"account\":\"operator\",\"admin\":true,\"specversion\""))
                .get(0);
        assertEquals(Reporter.NONE, event.reporter());
    }

    @Test
    void typePrefixIsRequired() {
        assertEquals(
                List.of(new Violation(null, "type", "must begin with dev.touchline.")),
                wrong(with("dev.touchline.football.goal", "football.goal")));
    }

    @Test
    void otherSpecVersionIsRefused() {
        assertEquals(
                List.of(new Violation(null, "specversion", "must be 1.0")),
                wrong(with("\"specversion\":\"1.0\"", "\"specversion\":\"0.3\"")));
    }

    @Test
    void digitsOfTheTimeBeyondNanosecondsAreIgnored() {
        assertEquals(structured(with(":10Z", ":10.123456789Z")), structured(with(":10Z", ":10.1234567899Z")));
    }

    @Test
    void cloudEventThatIsSentAsPlainJsonNamesItsContentType() {
        assertEquals(
                List.of(new Violation(
                        null,
                        "specversion",
                        "belongs to a CloudEvent, which is sent with Content-Type: application/cloudevents+json")),
                plainViolations(CLOUD_EVENT));
        assertEquals(
                List.of(
                        new Violation(
                                0,
                                "specversion",
                                "belongs to a CloudEvent, which is sent with Content-Type: application/cloudevents-batch+json")),
                plainViolations("[" + CLOUD_EVENT + "]"));
    }

    private static List<Violation> plainViolations(String body) {
        return assertThrows(InvalidException.class, () -> READER.readPlainJson(bytes(body), KICK_OFF))
                .violations();
    }

    @Test
    void subjectIsTheMatch() {
        assertEquals(
                List.of(new Violation(null, "match", "is required: the match's id")),
                wrong(with("\"subject\":\"fra-arg\",", "")));
    }

    @Test
    void reservedSourceIsRejected() {
        assertEquals(
                "source",
                wrong(with("camera-7", "touchline:announcement")).get(0).field());
    }

    @Test
    void announcementIsNotAnEvent() {
        assertEquals(
                "type",
                wrong(with("football.goal", "football.announcement")).get(0).field());
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "source", "type", "match", "occurredAt"})
    void attributeInTheDataIsRejected(String attribute) {
        assertEquals(
                List.of(new Violation(
                        null,
                        "data." + attribute,
                        "is an attribute of the CloudEvent and does not belong in its data")),
                wrong(with("\"data\":{", "\"data\":{\"" + attribute + "\":\"x\",")));
    }

    @Test
    void unknownFieldInTheDataIsNamed() {
        assertEquals(
                "colour",
                wrong(with("\"data\":{", "\"data\":{\"colour\":\"red\","))
                        .get(0)
                        .field());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "\"goal\"", "true"})
    void dataMustBeAnObject(String data) {
        assertEquals(
                List.of(new Violation(null, "data", "must be a JSON object")),
                wrong("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"subject\":\"m\","
                        + "\"type\":\"dev.touchline.football.goal\",\"data\":" + data + "}"));
    }

    @Test
    void dataThatIsNotJsonIsRejected() {
        assertEquals("data", wrong("""
                {"specversion":"1.0","id":"1","source":"s","type":"dev.touchline.football.goal","subject":"m",
                 "datacontenttype":"text/plain","data":"GOAL!"}""").get(0).field());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "\"goal\"",
                "[]",
                "{}",
                "{\"specversion\":\"1.0\"}",
                "{\"specversion\":\"9.9\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}",
                "{\"specversion\":1,\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"a b\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"id\":7,\"source\":\"s\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"id\":{},\"source\":\"s\",\"type\":\"t\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"time\":\"now\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data_base64\":\"!\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"a-b\":\"x\"}",
                "{\"specversion\":\"1.0\",\"id\":null,\"source\":\"s\",\"type\":\"t\"}"
            })
    void invalidCloudEventIsRejectedAloneAndInABatch(String item) {
        assertRefused(null, wrong(item));
        assertRefused(1, wrongBatch("[" + CLOUD_EVENT + "," + item + "]"));
    }

    @Test
    void invalidBinaryCloudEventIsRejected() {
        InvalidException invalid = assertThrows(
                InvalidException.class,
                () -> READER.readBinary(
                        () -> {
                            throw new IllegalStateException("Attribute 'id' cannot be null\nat all");
                        },
                        KICK_OFF));
        assertEquals(
                List.of(new Violation(null, null, "is not a CloudEvent 1.0: Attribute 'id' cannot be null")),
                invalid.violations());
    }

    private static void assertRefused(Integer index, List<Violation> violations) {
        assertEquals(1, violations.size());
        assertEquals(index, violations.get(0).index());
        assertEquals(null, violations.get(0).field());
        assertThat(violations.get(0).detail(), startsWith("is not a CloudEvent 1.0: "));
    }

    @Test
    void batchMustBeAnArrayOfBoundedSize() {
        assertEquals(
                List.of(new Violation(null, null, "must be a JSON array of CloudEvents")), wrongBatch(CLOUD_EVENT));
        assertEquals(List.of(new Violation(null, null, "must hold at least one event")), wrongBatch("[]"));
        String four = String.join(",", List.of(CLOUD_EVENT, CLOUD_EVENT, CLOUD_EVENT, CLOUD_EVENT));
        assertThrows(TooManyEventsException.class, () -> batched("[" + four + "]"));
    }

    @Test
    void invalidJsonIsMalformed() {
        assertThrows(MalformedException.class, () -> structured("{"));
        assertThrows(MalformedException.class, () -> batched("[{}"));
    }
}
