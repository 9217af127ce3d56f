package dev.touchline.format;

import static dev.touchline.Football.CATALOGUE;
import static dev.touchline.Football.FINAL;
import static dev.touchline.Football.KICK_OFF;
import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Report;
import dev.touchline.event.Status;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportBatchTest {

    private static final String GOAL = """
            {"specversion":"1.0","id":"1","source":"camera-7","type":"dev.touchline.football.goal",
             "subject":"fra-arg","receivedat":"2022-12-18T15:23:11Z","data":{"team":"home"}}""";
    private static final String ANNOUNCEMENT = """
            {"specversion":"1.0","id":"fra-arg","source":"touchline:announcement",
             "type":"dev.touchline.football.announcement","subject":"fra-arg","receivedat":"2022-12-18T15:23:11Z",
             "data":{"sport":"football","home":"Argentina","away":"France","revision":5}}""";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<Report> read(String body) {
        return ReportBatch.read(bytes(body), CATALOGUE);
    }

    private static void assertComesBack(Report... reports) {
        assertEquals(List.of(reports), ReportBatch.read(ReportBatch.write(List.of(reports)), CATALOGUE));
    }

    private static void assertRefusedAtItsIndex(String item) {
        InvalidException invalid = assertThrows(InvalidException.class, () -> read("[" + GOAL + "," + item + "]"));
        invalid.violations().forEach(violation -> assertEquals(1, violation.index()));
        assertFalse(invalid.violations().isEmpty());
    }

    @Test
    void whatWasWrittenIsReadBackEqual() {
        Event event = incident("goal", "1").home().event();
        Event full = new Event(
                new IncidentId("https://example.org/agents/7", "Tor №1 „x“ \\ ⚽"),
                Long.MAX_VALUE,
                event.type(),
                "são-paulo",
                Instant.parse("2022-12-18T15:23:10.123456Z"),
                new MatchClock("first-half", 45, 2),
                event.team(),
                "Ángel Di María",
                "𝕃eo",
                Status.PROVISIONAL,
                Map.of("penalty", true, "list", List.of(1, "two", Map.of("three", 3)), "speed", 12345678901L),
                Instant.parse("2022-12-18T15:23:11.000001Z"));
        assertComesBack(full, event, incident("goal", "2").away().cancelled().event());
    }

    @Test
    void anEventIsReadBackAsItCameIn() {
        List<Event> events = new EventsReader(CATALOGUE, 1).plain(bytes("""
                {"id":"1","type":"football.goal","match":"m","team":"home","minute":"45+2",
                 "details":{"xG":0.250,"distance":11.0,"n":null,"far":1e3,"list":[1,2.50]}}"""), KICK_OFF);
        assertComesBack(events.get(0));
    }

    @Test
    void whateverMinuteTheIngestTakesIsReadBack() {
        EventsReader ingest = new EventsReader(CATALOGUE, 1);
        for (String minute : List.of("0", "999", "45+99", "45+999", "45+100")) {
            List<Event> taken;
            try {
                taken = ingest.plain(
                        bytes("{\"id\":\"1\",\"type\":\"football.corner\",\"match\":\"m\",\"team\":\"home\","
                                + "\"minute\":\"" + minute + "\"}"),
                        KICK_OFF);
            } catch (InvalidException e) {
                continue; // refused at the door, which is fine
            }
            assertComesBack(taken.get(0));
        }
    }

    @Test
    void announcementsAreReadBackEqual() {
        assertComesBack(
                FINAL,
                new Announcement(
                        "m", 1_671_375_600_123_456L, "football", null, null, null, "A", "B", null, null, KICK_OFF));
    }

    @Test
    void aBatchMayMixAnnouncementsAndEvents() {
        assertComesBack(
                incident("kick-off").event(), FINAL, incident("full-time").event());
    }

    @Test
    void isABatchOfCloudEvents() {
        JsonNode batch = Json.parse(
                ReportBatch.write(List.of(incident("goal", "1").home().after(5).event(), FINAL)));
        assertEquals(2, batch.size());
        assertEquals("1.0", batch.at("/0/specversion").textValue());
        assertEquals("1", batch.at("/0/id").textValue());
        assertEquals("camera-7", batch.at("/0/source").textValue());
        assertEquals("dev.touchline.football.goal", batch.at("/0/type").textValue());
        assertEquals("fra-arg", batch.at("/0/subject").textValue());
        assertEquals("application/json", batch.at("/0/datacontenttype").textValue());
        assertEquals(KICK_OFF.plusSeconds(5), Instant.parse(batch.at("/0/time").textValue()));
        assertEquals("home", batch.at("/0/data/team").textValue());
        assertEquals("touchline:announcement", batch.at("/1/source").textValue());
        assertEquals("dev.touchline.football.announcement", batch.at("/1/type").textValue());
        assertEquals("Argentina", batch.at("/1/data/home").textValue());
    }

    @Test
    void readsWhatAnotherProgramWroteByTheBook() {
        assertEquals(2, read("[" + GOAL + "," + ANNOUNCEMENT + "]").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "7", "null", "\"x\"", "[", "not json", "\u0000"})
    void whatIsNoBatchIsMalformed(String body) {
        assertThrows(MalformedException.class, () -> read(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "[]",
                "{}",
                "{\"specversion\":\"1.0\"}",
                "{\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"t\",\"receivedat\":\"2022-12-18T15:23:11Z\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\",\"receivedat\":\"2022-12-18T15:23:11Z\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"receivedat\":\"2022-12-18T15:23:11Z\"}",
                "{\"specversion\":\"1.0\",\"id\":null,\"source\":\"s\",\"type\":\"t\"}",
                "{\"specversion\":\"9\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}"
            })
    void anItemThatIsNoReportIsRefused(String item) {
        assertRefusedAtItsIndex(item);
    }

    @Test
    void anEventThatIngestWouldRefuseIsRefusedHereToo() {
        assertRefusedAtItsIndex(GOAL.replace("\"team\":\"home\"", ""));
        assertRefusedAtItsIndex(GOAL.replace("\"team\"", "\"colour\":1,\"team\""));
        assertRefusedAtItsIndex(GOAL.replace("football.goal", "football.golazo"));
        assertRefusedAtItsIndex(GOAL.replace("dev.touchline.", ""));
        assertRefusedAtItsIndex(GOAL.replace("camera-7", "touchline:announcement"));
        assertRefusedAtItsIndex(GOAL.replace("\"subject\":\"fra-arg\",", ""));
        assertRefusedAtItsIndex(GOAL.replace("{\"team\":\"home\"}", "[]"));
    }

    @Test
    void aReportWithoutATimeOfReceiptIsRefused() {
        assertRefusedAtItsIndex(GOAL.replace("\"receivedat\":\"2022-12-18T15:23:11Z\",", ""));
        assertRefusedAtItsIndex(GOAL.replace("2022-12-18T15:23:11Z", "yesterday"));
        assertRefusedAtItsIndex(GOAL.replace("\"2022-12-18T15:23:11Z\"", "7"));
    }

    @Test
    void anAnnouncementThatIngestWouldRefuseIsRefusedHereToo() {
        assertRefusedAtItsIndex(ANNOUNCEMENT.replace("\"home\":\"Argentina\",", ""));
        assertRefusedAtItsIndex(ANNOUNCEMENT.replace("\"sport\":\"football\"", "\"sport\":\"cricket\""));
        assertRefusedAtItsIndex(ANNOUNCEMENT.replace("\"subject\":\"fra-arg\",", ""));
        assertRefusedAtItsIndex(ANNOUNCEMENT.replace("\"subject\":\"fra-arg\"", "\"subject\":\"fra arg\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"5\"", "\"x\"", "0", "-5", "1.5", "{}", "null", "99999999999999999999"})
    void anAnnouncementWithoutAProperRevisionIsRefused(String revision) {
        assertRefusedAtItsIndex(ANNOUNCEMENT.replace("\"revision\":5", "\"revision\":" + revision));
    }
}
