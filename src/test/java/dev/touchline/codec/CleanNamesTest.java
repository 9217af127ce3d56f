package dev.touchline.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.touchline.Sports;
import dev.touchline.codec.competition.CompetitionDefinitionJson;
import dev.touchline.event.Announcement;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Event;
import dev.touchline.event.Reporter;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names are clean in every report, whoever sent the message. */
class CleanNamesTest {

    private static final Instant RECEIVED = Instant.parse("2022-12-18T15:00:00Z");

    private static Event event(String fields) {
        EventJson.Context context = new EventJson.Context(Sports.ALL, "test", RECEIVED, Reporter.NONE, true);
        List<Violation> violations = new ArrayList<>();
        Event event = EventJson.read(
                Json.parse("{\"id\":\"1\",\"match\":\"final\",\"team\":\"home\",\"minute\":23," + fields + "}"),
                null,
                context,
                violations);
        assertEquals(List.of(), violations);
        return event;
    }

    private static Announcement announcement(String home, String away) {
        String body = """
                {"sport": "football", "stage": " Group\\u00a0 A ", "round": "\\u202eFinal", "group": "",
                 "home": "%s", "away": "%s", "venue": "Lusail\\tStadium\\u200f"}
                """.formatted(home, away);
        return AnnouncementJson.read(Json.parse(body), "final", Sports.ALL, RECEIVED, Reporter.NONE);
    }

    @Test
    void namesOfAnEventAreClean() {
        Event event =
                event("\"type\":\"football.goal\",\"player\":\" Kylian  Mbappe\\u0301\\u202e\",\"assist\":\"\\u200e\"");
        assertEquals("Kylian Mbapp\u00E9", event.player());
        assertNull(event.assist());
    }

    @Test
    void shownDetailIsCleanAndOthersStay() {
        Event event = event("\"type\":\"football.substitution\",\"player\":\"Giroud\","
                + "\"details\":{\"in\":\" Thuram\\u202e \",\"note\":\" a\\n\\u202eb \"}");
        assertEquals("Thuram", event.details().get("in"));
        assertEquals(" a\n\u202Eb ", event.details().get("note"));
    }

    @Test
    void emptyShownDetailIsAbsent() {
        Event event = event("\"type\":\"football.substitution\",\"details\":{\"in\":\"\\u200f \"}");
        assertFalse(event.details().containsKey("in"));
    }

    @Test
    void spellingsOfOneNameAreEqualContent() {
        String composed = LogEntryJson.write(event("\"type\":\"football.goal\",\"player\":\"Mbapp\u00E9\""));
        String combining = LogEntryJson.write(event("\"type\":\"football.goal\",\"player\":\"Mbappe\\u0301 \""));
        assertEquals(composed, combining);
    }

    @Test
    void namesOfAnAnnouncementAreClean() {
        Announcement announcement = announcement(" Argentina", "Fra\\u0000nce ");
        assertEquals("Argentina", announcement.home());
        assertEquals("France", announcement.away());
        assertEquals("Group A", announcement.stage());
        assertEquals("Final", announcement.round());
        assertNull(announcement.group());
        assertEquals("Lusail Stadium", announcement.venue());
    }

    @Test
    void requiredNameThatIsEmptyThenIsAViolation() {
        InvalidException invalid = assertThrows(InvalidException.class, () -> announcement("\\u202e", "France"));
        assertEquals("home", invalid.violations().get(0).field());
    }

    @Test
    void teamsThatDifferInInvisibleCharactersAreOne() {
        InvalidException invalid = assertThrows(InvalidException.class, () -> announcement("France\\u200f", "France"));
        assertEquals("away", invalid.violations().get(0).field());
    }

    @Test
    void namesOfADefinitionAreClean() {
        String body = """
                {"name": " World  Cup", "rules": {"lots": ["France\\u200e"], "ranking": {" France": 1}},
                 "deductions": [{"team": "France ", "points": 1}],
                 "stages": [{"id": "g", "name": "Groups\\u202e", "kind": "table",
                             "groups": [{"name": "Group\\tA", "teams": ["France ", "\\u200e"]}]},
                            {"id": "k", "kind": "knock-out", "rounds": [" Final"],
                             "decisions": [{"teams": ["France ", "Peru"], "winner": " Peru"}]}]}
                """;
        CompetitionDefinition definition =
                CompetitionDefinitionJson.read(Json.parse(body), "wc", Sports.ALL, RECEIVED, Reporter.NONE);
        assertEquals("World Cup", definition.name());
        assertEquals(List.of("France"), definition.rules().lots());
        assertEquals(1.0, definition.rules().ranking().get("France"));
        assertEquals("France", definition.deductions().get(0).team());
        assertEquals("Groups", definition.stages().get(0).name());
        assertEquals("Group A", definition.stages().get(0).groups().get(0).name());
        assertEquals(
                List.of("France"), definition.stages().get(0).groups().get(0).teams());
        assertEquals(List.of("Final"), definition.stages().get(1).rounds());
        assertEquals("Peru", definition.stages().get(1).decisions().get(0).winner());
    }

    @Test
    void namesInMessagesOfOthersAreClean() {
        String batch = """
                [{"specversion": "1.0", "id": "1", "source": "scout", "type": "dev.touchline.football.goal",
                  "subject": "final", "receivedat": "2022-12-18T15:00:00Z",
                  "data": {"team": "home", "minute": 23, "player": "\\u202eMessi "}},
                 {"specversion": "1.0", "id": "2", "source": "touchline:announcement",
                  "type": "dev.touchline.football.announcement", "subject": "final",
                  "receivedat": "2022-12-18T15:00:00Z",
                  "data": {"revision": 1, "sport": "football", "home": "Argentina\\u2066", "away": " France"}}]
                """;
        ReportBatch.DecodedBatch read = ReportBatch.read(batch.getBytes(StandardCharsets.UTF_8), Sports.ALL);
        assertEquals(List.of(), read.rejected());
        assertEquals("Messi", ((Event) read.reports().get(0)).player());
        assertEquals("Argentina", ((Announcement) read.reports().get(1)).home());
        assertEquals("France", ((Announcement) read.reports().get(1)).away());
    }

    @Test
    void longNameIsMeasuredInItsCleanForm() {
        Event event = event("\"type\":\"football.goal\",\"player\":\"" + "a".repeat(200) + " ".repeat(300) + "\"");
        assertEquals("a".repeat(200), event.player());
    }

    @Test
    void numberOrIdStandsInThePlaceOfAName() {
        Event event = event("\"type\":\"football.goal\",\"player\":{\"number\":10},\"assist\":{\"id\":\"mbappe\"}");
        assertEquals("No. 10", event.player());
        assertEquals("mbappe", event.assist());
        assertEquals(event, LogEntryJson.event(LogEntryJson.write(event), RECEIVED, Sports.ALL));
    }

    @Test
    void playerNeedsEitherANumberOrAnId() {
        for (String player : List.of("{}", "{\"number\":1,\"id\":\"a\"}", "{\"number\":1000}", "{\"name\":\"A\"}")) {
            List<Violation> violations = new ArrayList<>();
            EventJson.read(
                    Json.parse(
                            "{\"id\":\"1\",\"match\":\"final\",\"team\":\"home\",\"type\":\"football.goal\",\"player\":"
                                    + player + "}"),
                    null,
                    new EventJson.Context(Sports.ALL, "test", RECEIVED, Reporter.NONE, true),
                    violations);
            assertFalse(violations.isEmpty(), player);
            assertEquals(0, violations.get(0).field().indexOf("player"), player);
        }
    }
}
