package dev.touchline.codec;

import static dev.touchline.Football.CATALOGUE;
import static dev.touchline.Football.KICK_OFF;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.touchline.Sports;
import dev.touchline.codec.catalogue.CatalogueReader;
import dev.touchline.event.Event;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.Violation;
import dev.touchline.sport.SportCatalogue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid and invalid values of each field of an event. */
class EventFieldsTest {

    private static final EventsReader READER = new EventsReader(CATALOGUE, 10);

    /** A valid goal, overridden by the given fields; names and values are as in JSON. */
    private static String goal(String... fieldsAndValues) {
        Map<String, String> fields = new LinkedHashMap<>(Map.of(
                "id", "\"1\"",
                "source", "\"camera-7\"",
                "type", "\"football.goal\"",
                "match", "\"fra-arg\"",
                "team", "\"home\""));
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            fields.put(fieldsAndValues[i], fieldsAndValues[i + 1]);
        }
        return fields.entrySet().stream()
                .map(field -> quoted(field.getKey()) + ":" + field.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Event read(String goal) {
        return READER.readPlainJson(bytes(goal), KICK_OFF).get(0);
    }

    private static Event read(String field, String value) {
        return read(goal(field, value));
    }

    private static List<Violation> violations(String goal) {
        return assertThrows(InvalidException.class, () -> read(goal)).violations();
    }

    private static String only(String goal, String field) {
        List<Violation> violations = violations(goal);
        assertEquals(List.of(field), violations.stream().map(Violation::field).toList());
        return violations.get(0).detail();
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id         | null                  | is required",
                "id         | 7                     | must be a string",
                "id         | \"\"                  | must not be blank",
                "id         | \" \"                 | must not be blank",
                "id         | \"a\\u0000b\"         | must not contain control characters",
                "id         | \"a\\nb\"             | must not contain control characters",
                "id         | \"a\\ud800b\"         | broken Unicode",
                "source     | []                    | must be a string",
                "source     | \"camera 7\"          | must be a URI reference",
                "source     | \"touchline:me\"      | must not begin with touchline:",
                "type       | null                  | is required: <sport>.<kind>, such as football.goal",
                "type       | \"football\"          | is not a kind of football",
                "type       | \"goal\"              | must be <sport>.<kind>, and the sports are football",
                "type       | \"cricket.six\"       | and the sports are football",
                "type       | \"football.golazo\"   | its kinds are abandoned, added-time, awarded, cancelled, corner",
                "type       | \"football.announcement\" | is not a kind of football",
                "type       | \"Football.goal\"     | the sports are football",
                "match      | null                  | is required",
                "match      | \"a b\"               | must begin with a letter or digit",
                "match      | \"-a\"                | must begin with a letter or digit",
                "match      | \"a/b\"               | go on with letters, digits and",
                "match      | \"a#b\"               | go on with letters, digits and",
                "revision   | 0                     | must be from 1 to",
                "revision   | -1                    | must be from 1 to",
                "revision   | 1.5                   | must be a whole number from 1 to",
                "revision   | \"2\"                 | must be a whole number from 1 to",
                "revision   | 9223372036854775808   | must be a whole number from 1 to",
                "occurredAt | \"2022-12-18\"        | must be an RFC 3339 instant",
                "occurredAt | \"2022-12-18T15:00:00\" | must be an RFC 3339 instant",
                "occurredAt | 1671375600            | must be a string",
                "occurredAt | \"+12022-12-18T15:00:00Z\" | in the years 1780 to 8300",
                "occurredAt | \"0001-01-01T00:00:00Z\" | in the years 1780 to 8300",
                "period     | \"third-half\"        | must be one of first-half, second-half",
                "minute     | -1                    | must be from 0 to 999",
                "minute     | 1000                  | must be from 0 to 999",
                "minute     | 45.0                  | must be a whole number from 0 to 999",
                "minute     | \"45+\"               | or written like \"45+2\"",
                "minute     | \"1000\"              | or written like \"45+2\"",
                "minute     | true                  | must be a whole number from 0 to 999",
                "stoppage   | 2                     | needs the minute it is added to",
                "stoppage   | -1                    | must be from 0 to 99",
                "stoppage   | 100                   | must be from 0 to 99",
                "team       | null                  | is required for football.goal: home or away",
                "team       | \"Home\"              | must be one of home, away",
                "team       | 1                     | must be a string",
                "player     | {}                    | must have either a number or an id",
                "player     | \"Lionel\\udc00\"     | must not contain broken Unicode",
                "assist     | 7                     | must be a string",
                "status     | \"sure\"              | must be one of provisional, confirmed, cancelled",
                "details    | []                    | must be a JSON object",
                "details    | \"penalty\"           | must be a JSON object",
                "details    | {\"a\":\"\\u0000\"}   | must not contain the NUL character",
                "details    | {\"a\\u0000\":1}      | must not contain the NUL character",
                "details    | {\"a\":[\"\\udc00\"]} | must not contain the NUL character or broken Unicode",
                "colour     | \"red\"               | is not a field of this object; its fields are assist, details, id"
            })
    void violationNamesFieldAndValidValues(String field, String value, String detail) {
        assertThat(only(goal(field, value), field), containsString(detail));
    }

    private static List<Violation> violations(SportCatalogue catalogue, String event) {
        EventsReader reader = new EventsReader(catalogue, 10);
        try {
            reader.readPlainJson(bytes(event), KICK_OFF);
            return List.of();
        } catch (InvalidException e) {
            return e.violations();
        }
    }

    private static String of(String type, String more) {
        return "{\"id\":\"1\",\"match\":\"m\",\"type\":" + quoted(type) + more + "}";
    }

    @Test
    void periodStartMustNameThePeriod() {
        assertEquals(
                List.of(new Violation(
                        null, "period", "is required for basketball.period-start, unless minute is given")),
                violations(Sports.ALL, of("basketball.period-start", "")));
        for (String more : List.of(",\"period\":\"second-quarter\"", ",\"minute\":10")) {
            assertEquals(List.of(), violations(Sports.ALL, of("basketball.period-start", more)));
        }
        assertEquals(List.of(), violations(Sports.ALL, of("basketball.tip-off", "")));
    }

    @Test
    void periodIsNotRequiredInSportsWithoutPeriods() {
        String tag = "{\"sport\":\"tag\",\"label\":\"Tag\",\"kinds\":{\"go\":{\"label\":\"Go\",\"symbol\":\"x\","
                + "\"phase\":{\"to\":\"live\",\"edge\":\"start\"}}}}";
        SportCatalogue catalogue = new SportCatalogue(List.of(CatalogueReader.read("tag.json", bytes(tag))));
        assertEquals(List.of(), violations(catalogue, of("tag.go", "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"details\":{}",
                ",\"details\":{\"share\":null}",
                ",\"details\":{\"share\":\"61\"}",
                ",\"details\":{\"share\":61.5}",
                ",\"details\":{\"share\":-1}",
                ",\"details\":{\"share\":101}",
                ",\"details\":{\"share\":99999999999}"
            })
    void invalidShareIsRejected(String more) {
        assertEquals(
                List.of(new Violation(
                        null,
                        "details.share",
                        "is required for football.possession: the team's share, a whole number from 0 to 100")),
                violations(CATALOGUE, of("football.possession", ",\"team\":\"home\"" + more)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"details\":{\"share\":0}", "\"details\":{\"share\":100}", "\"status\":\"cancelled\""})
    void shareMayBeZeroOrHundredAndIsOptionalInACancellation(String more) {
        assertEquals(List.of(), violations(CATALOGUE, of("football.possession", ",\"team\":\"home\"," + more)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                    | details.home, details.away",
                "{\"home\":3}                          | details.away",
                "{\"home\":\"3\",\"away\":0}           | details.home",
                "{\"home\":3,\"away\":-1}              | details.away",
                "{\"home\":201,\"away\":0.5}           | details.home, details.away",
                "{\"home\":3,\"away\":0,\"reason\":7}  | details.reason",
                "{\"home\":3,\"away\":0,\"against\":\"Rapid\"} | details.against"
            })
    void invalidAwardIsRejected(String details, String fields) {
        List<Violation> violations = violations(CATALOGUE, of("football.awarded", ",\"details\":" + details));
        assertEquals(fields, violations.stream().map(Violation::field).collect(Collectors.joining(", ")));
    }

    @Test
    void missingGoalsOfAnAwardAreExplained() {
        assertEquals(
                "is required for football.awarded: the team's goals that count, a whole number from 0 to 200",
                violations(CATALOGUE, of("football.awarded", "")).get(0).detail());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"details\":{\"home\":0,\"away\":200,\"case\":17}",
                "\"details\":{\"home\":3,\"away\":0,\"reason\":\"forfeit\",\"against\":\"away\"}",
                "\"status\":\"cancelled\""
            })
    void awardNeedsOnlyTheGoalsAndItsCancellationNothing(String more) {
        assertEquals(List.of(), violations(CATALOGUE, of("football.awarded", "," + more)));
    }

    @Test
    void textsHaveAMaximumLength() {
        for (String field : List.of("id", "source", "match", "player", "assist")) {
            read(field, quoted("a".repeat(200)));
            assertThat(
                    only(goal(field, quoted("a".repeat(201))), field),
                    containsString("must be at most 200 characters long"));
        }
    }

    @Test
    void largeRevisionsAreAccepted() {
        assertEquals(Long.MAX_VALUE, read("revision", "9223372036854775807").revision());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fra-arg", "2022.12_18:a~b", "são-paulo", "日本-대한민국", "1", "٣"})
    void matchIdMayHaveLettersAndDigitsOfAnyScript(String match) {
        assertEquals(match, read("match", quoted(match)).match());
    }

    @ParameterizedTest
    @ValueSource(strings = {"camera-7", "https://example.org/agents/7", "urn:uuid:1", "//host/a", "a?b#c"})
    void sourceIsAUriReference(String source) {
        assertEquals(source, read("source", quoted(source)).incident().source());
    }

    @Test
    void nameMayHaveSupplementaryCharacters() {
        assertEquals("𝕃eo ⚽", read("player", quoted("𝕃eo ⚽")).player());
    }

    @Test
    void stoppageTimeMustNotContradictTheMinute() {
        assertThat(
                only(goal("minute", "\"45+2\"", "stoppage", "3"), "stoppage"),
                containsString("contradicts the stoppage time written in minute"));
    }

    @Test
    void stoppageTimeHasTheSameLimitInBothNotations() {
        assertEquals(99, read("minute", "\"45+99\"").clock().stoppage());
        assertThat(only(goal("minute", "\"45+100\""), "minute"), containsString("99"));
    }

    @Test
    void invalidMinuteDoesNotMakeStoppageAnUnknownField() {
        only(goal("minute", "\"HT\"", "stoppage", "2"), "minute");
    }

    @Test
    void zeroStoppageNeedsNoMinute() {
        assertEquals(0, read("stoppage", "0").clock().stoppage());
    }

    @Test
    void detailsAreKeptUnchanged() {
        Event event = read("details", "{\"text\":\"two\\nlines\",\"list\":[1,null,{\"deep\":true}],\"n\":null}");
        assertEquals(
                Json.parse(bytes("{\"list\":[1,null,{\"deep\":true}],\"n\":null,\"text\":\"two\\nlines\"}")),
                Json.parse(bytes(LogEntryJson.write(event))).get("details"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1", "0.1", "1.50", "100.0", "12345678901234567890123", "0.12345678901234567890", "1E-9", "-7.0"
            })
    void numbersInDetailsKeepTheirDigits(String number) {
        Event event = read("details", "{\"x\":" + number + "}");
        assertEquals(
                "{\"x\":" + number + "}",
                Json.parse(bytes(LogEntryJson.write(event))).get("details").toString());
    }

    @Test
    void numbersInDetailsAreNeverRounded() {
        Event event = read("details", "{\"x\":0.1234567890123456789}");
        assertEquals(new BigDecimal("0.1234567890123456789"), event.details().get("x"));
    }

    @Test
    void detailsHaveAMaximumSize() {
        String max = "{\"a\":\"" + "x".repeat(16 * 1024 - 8) + "\"}";
        read("details", max);
        assertThat(
                only(goal("details", max.replace("x\"", "xx\"")), "details"),
                containsString("must be at most 16384 bytes of JSON, and is 16385"));
        assertThat(
                only(goal("details", "{\"a\":\"" + "é".repeat(8 * 1024) + "\"}"), "details"),
                containsString("must be at most 16384 bytes"));
    }

    @Test
    void detailsHaveAMaximumNesting() {
        read("details", "{\"a\":" + "[".repeat(7) + "]".repeat(7) + "}");
        assertThat(
                only(goal("details", "{\"a\":" + "[".repeat(8) + "]".repeat(8) + "}"), "details"),
                containsString("must be nested at most 8 deep"));
    }

    @Test
    void unprintableFieldNameIsNotRepeated() {
        for (String name : List.of("x".repeat(65), "a\\tb", "a\\u0085")) {
            List<Violation> violations = violations(goal(name, "1"));
            assertEquals(1, violations.size());
            assertEquals(null, violations.get(0).field());
            assertThat(violations.get(0).detail(), startsWith("is not a field of this object"));
            assertThat(violations.get(0).detail(), not(containsString(name)));
        }
    }

    @Test
    void pointerEscapesFieldNames() {
        // RFC 6901, section 3
        assertEquals("#/0/a~1b", unknown("a/b").pointer());
        assertEquals("#/0/a~0b", unknown("a~b").pointer());
    }

    private static Violation unknown(String unknownField) {
        byte[] body = bytes("[" + goal(unknownField, "1") + "]");
        return assertThrows(InvalidException.class, () -> READER.readPlainJson(body, KICK_OFF))
                .violations()
                .get(0);
    }
}
