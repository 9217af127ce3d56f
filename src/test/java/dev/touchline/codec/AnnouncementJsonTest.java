package dev.touchline.codec;

import static dev.touchline.Football.CATALOGUE;
import static dev.touchline.Football.FINAL;
import static dev.touchline.Football.KICK_OFF;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.event.Announcement;
import dev.touchline.event.Reporter;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnnouncementJsonTest {

    private static final String BODY = """
            {"sport":"football","competition":"world-cup-2022","stage":"Final","round":null,"group":null,
             "home":"Argentina","away":"France","kickOff":"2022-12-18T15:00:00Z","venue":"Lusail","reporters":null}""";

    private static Announcement read(String match, String body) {
        return AnnouncementJson.read(
                Json.parse(body.getBytes(StandardCharsets.UTF_8)), match, CATALOGUE, KICK_OFF, Reporter.NONE);
    }

    private static List<Violation> violations(String match, String body) {
        return assertThrows(InvalidException.class, () -> read(match, body)).violations();
    }

    private static List<String> wrongFields(String match, String body) {
        return violations(match, body).stream().map(Violation::field).toList();
    }

    @Test
    void everyFieldIsRead() {
        Announcement announcement = read("fra-arg", BODY);
        assertTrue(announcement.hasSameContent(FINAL));
        assertEquals(KICK_OFF, announcement.receivedAt());
        assertEquals("football.announcement", announcement.type().toString());
    }

    @Test
    void revisionIsTheTimeOfReceiptInMicroseconds() {
        Instant received = Instant.parse("2022-12-18T15:00:00.123456789Z");
        Announcement announcement = AnnouncementJson.read(
                Json.parse(BODY.getBytes(StandardCharsets.UTF_8)), "fra-arg", CATALOGUE, received, Reporter.NONE);
        assertEquals(1_671_375_600_123_456L, announcement.revision());
    }

    @Test
    void onlySportAndTeamsAreRequired() {
        Announcement announcement = read("m", "{\"sport\":\"football\",\"home\":\"A\",\"away\":\"B\"}");
        assertNull(announcement.competition());
        assertNull(announcement.kickOff());
        assertNull(announcement.venue());
    }

    @Test
    void everyMissingFieldIsNamed() {
        assertEquals(List.of("sport", "home", "away"), wrongFields("m", "{}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "football              | cricket              | sport       | must be one of football",
                "\"France\"            | 7                    | away        | must be a string",
                "\"Argentina\"         | \"\"                 | home        | is required",
                "world-cup-2022        | world cup            | competition | must begin with a letter or digit",
                "2022-12-18T15:00:00Z  | 2022-12-18           | kickOff     | must be an RFC 3339 instant",
                "\"venue\"             | \"ground\"           | ground      | its fields are away, competition, group",
                "\"Final\"             | \"Fi\\ud800al\"      | stage       | must not contain broken Unicode",
                "\"group\":null        | \"group\":[1]        | group       | must be a string",
                "\"France\"            | \" Argentina\"       | away        | must be another team than home"
            })
    void violationNamesFieldAndValidValues(String old, String replacement, String field, String detail) {
        List<Violation> violations = violations("fra-arg", BODY.replace(old, replacement));
        assertEquals(List.of(field), violations.stream().map(Violation::field).toList());
        assertThat(violations.get(0).detail(), containsString(detail));
        assertNull(violations.get(0).index());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "", "-a", "a/b", "a%b"})
    void idThatIsInvalidInAPathIsRejected(String match) {
        assertEquals(List.of("id"), wrongFields(match, BODY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"final\"", "7"})
    void otherValuesThanObjectsAreRejected(String body) {
        assertEquals(List.of(new Violation(null, null, "must be a JSON object")), violations("m", body));
    }

    @Test
    void onlyFieldsThatWereReadAreWritten() {
        assertEquals(Json.parse(BODY.getBytes(StandardCharsets.UTF_8)), AnnouncementJson.write(read("fra-arg", BODY)));
    }
}
