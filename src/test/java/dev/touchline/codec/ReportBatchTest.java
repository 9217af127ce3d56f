package dev.touchline.codec;

import static dev.touchline.Football.CATALOGUE;
import static dev.touchline.Football.FINAL;
import static dev.touchline.Football.KICK_OFF;
import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.competition.CompetitionDefinitionJson;
import dev.touchline.codec.statement.FullListJson;
import dev.touchline.codec.statement.Statements;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.FullList;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Report;
import dev.touchline.event.Reporter;
import dev.touchline.event.Status;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.MalformedException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
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

    private static final String DECISION = """
            {"specversion":"1.0","id":"d-1","source":"touchline:decision","type":"dev.touchline.match.decision",
             "subject":"fra-arg","receivedat":"2022-12-18T15:23:11Z",
             "data":{"action":"veto","incidents":[{"source":"camera-7","id":"1"}],"reason":"ghost"}}""";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<Report> read(String body) {
        ReportBatch.DecodedBatch parts = ReportBatch.read(bytes(body), CATALOGUE);
        assertEquals(List.of(), parts.rejected());
        return parts.reports();
    }

    private static void assertReadBack(Report... reports) {
        ReportBatch.DecodedBatch parts = ReportBatch.read(ReportBatch.write(List.of(reports)), CATALOGUE);
        assertEquals(List.of(reports), parts.reports());
        assertEquals(List.of(), parts.rejected());
    }

    private static void assertRefusedAlone(String item) {
        ReportBatch.DecodedBatch parts =
                ReportBatch.read(bytes("[" + GOAL + "," + item + "," + ANNOUNCEMENT + "]"), CATALOGUE);
        assertEquals(read("[" + GOAL + "," + ANNOUNCEMENT + "]"), parts.reports(), "the other items are accepted");
        assertEquals(1, parts.rejected().size());
        assertEquals(
                Json.parse(bytes(item)),
                Json.parse(bytes(parts.rejected().get(0).item())));
        assertFalse(parts.rejected().get(0).reason().isBlank());
    }

    @Test
    void writtenReportsAreReadBackEqual() {
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
                Instant.parse("2022-12-18T15:23:11.000001Z"),
                Reporter.NONE);
        assertReadBack(full, event, incident("goal", "2").away().cancelled().event());
    }

    @Test
    void eventIsReadBackAsReceived() {
        List<Event> events = new EventsReader(CATALOGUE, 1).readPlainJson(bytes("""
                {"id":"1","type":"football.goal","match":"m","team":"home","minute":"45+2",
                 "details":{"xG":0.250,"distance":11.0,"n":null,"far":1e3,"list":[1,2.50]}}"""), KICK_OFF);
        assertReadBack(events.get(0));
    }

    @Test
    void everyAcceptedMinuteIsReadBack() {
        EventsReader ingest = new EventsReader(CATALOGUE, 1);
        for (String minute : List.of("0", "999", "45+99", "45+999", "45+100")) {
            List<Event> accepted;
            try {
                accepted = ingest.readPlainJson(
                        bytes("{\"id\":\"1\",\"type\":\"football.corner\",\"match\":\"m\",\"team\":\"home\","
                                + "\"minute\":\"" + minute + "\"}"),
                        KICK_OFF);
            } catch (InvalidException e) {
                continue; // Ingest refuses this minute.
            }
            assertReadBack(accepted.get(0));
        }
    }

    @Test
    void announcementsAreReadBackEqual() {
        assertReadBack(
                FINAL,
                new Announcement(
                        "m",
                        1_671_375_600_123_456L,
                        "football",
                        null,
                        null,
                        null,
                        null,
                        "A",
                        "B",
                        null,
                        null,
                        null,
                        KICK_OFF,
                        Reporter.NONE));
    }

    @Test
    void statementsAreReadBackEqual() {
        for (Reporter reporter :
                List.of(Reporter.NONE, new Reporter("Ada Lovelace", true), new Reporter("ben", false))) {
            assertReadBack(Statements.all("fra-arg", KICK_OFF, reporter).toArray(Report[]::new));
        }
    }

    @Test
    void largestFullListIsReadBack() {
        SortedMap<String, Long> revisions = new TreeMap<>();
        IntStream.range(0, FullList.MAX_INCIDENTS)
                .forEach(i -> revisions.put("%05d".formatted(i) + "é".repeat(40), Long.MAX_VALUE - i));
        FullList list = new FullList("m", "provider-1", KICK_OFF, revisions, KICK_OFF, Reporter.NONE);
        assertTrue(ReportBatch.write(List.of(list)).length > FullListJson.MAX_SIZE);
        assertReadBack(list);
    }

    @Test
    void statementsFollowCloudEvents() {
        JsonNode batch = Json.parse(ReportBatch.write(Statements.all("fra-arg", KICK_OFF, Reporter.NONE)));
        for (JsonNode item : batch) {
            String kind = item.path("type").textValue().replace("dev.touchline.match.", "");
            assertEquals("touchline:" + kind, item.path("source").textValue());
            assertEquals("fra-arg", item.path("subject").textValue());
            assertFalse(item.path("data").has("revision"), item::toString);
        }
        assertEquals("d-1", batch.at("/0/id").textValue());
    }

    @Test
    void statementThatIngestWouldRefuseIsRejected() {
        assertRefusedAlone(DECISION.replace("\"veto\"", "\"vote\""));
        assertRefusedAlone(DECISION.replace("\"reason\"", "\"why\""));
        assertRefusedAlone(DECISION.replace("\"subject\":\"fra-arg\",", ""));
        assertRefusedAlone(DECISION.replace("\"subject\":\"fra-arg\"", "\"subject\":\"fra arg\""));
        assertRefusedAlone(DECISION.replace("match.decision", "match.verdict"));
        assertRefusedAlone(DECISION.replace("match.decision", "match."));
        assertRefusedAlone(DECISION.replace("\"id\":\"d-1\"", "\"id\":\"d 1\""));
        assertRefusedAlone(DECISION.replace("2022-12-18T15:23:11Z", "yesterday"));
        assertRefusedAlone(DECISION.replaceFirst("\"data\":.*", "\"data\":[]}"));
    }

    @Test
    void eventMayNotHaveTheTypeOfAStatement() {
        InvalidException refused = assertThrows(InvalidException.class, () -> new EventsReader(CATALOGUE, 1)
                .readPlainJson(bytes("{\"id\":\"1\",\"type\":\"match.decision\",\"match\":\"m\"}"), KICK_OFF));
        assertEquals("type", refused.violations().get(0).field());
    }

    @Test
    void batchMayMixAnnouncementsAndEvents() {
        assertReadBack(
                incident("kick-off").event(), FINAL, incident("full-time").event());
    }

    @Test
    void batchFollowsCloudEvents() {
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
    void partsAreBoundedInNumberAndSize() {
        List<Event> events = IntStream.range(0, 100)
                .mapToObj(i -> incident("goal", "id-" + i)
                        .home()
                        .details(Map.of("note", "é".repeat(i * 10)))
                        .event())
                .toList();
        List<ReportBatch.EncodedItems> parts = ReportBatch.encodeItems(events, 30, 20_000);
        assertTrue(parts.stream().allMatch(part -> part.count() <= 30 && part.json().length <= 20_000));
        // The first are limited by their number, the last by their size.
        assertEquals(30, parts.get(0).count());
        assertTrue(parts.get(parts.size() - 2).count() < 15);
        List<Report> read = new ArrayList<>();
        for (ReportBatch.EncodedItems part : parts) {
            ReportBatch.DecodedBatch batch = ReportBatch.read(ReportBatch.join(List.of(part.json())), CATALOGUE);
            assertEquals(part.count(), batch.reports().size());
            read.addAll(batch.reports());
        }
        assertEquals(events, read);
        assertEquals(100, ReportBatch.encodeItems(events, 1_000, 1).size(), "a large report is alone");
    }

    @Test
    void excessiveBatchIsMalformedAsAWhole() {
        String goals = "[" + "{},".repeat(10_000) + GOAL + "]";
        String largest = "[" + GOAL + " ".repeat(ReportBatch.MAX_SIZE) + "]";
        for (String body : List.of(goals, largest)) {
            assertThrows(MalformedException.class, () -> ReportBatch.read(bytes(body), CATALOGUE));
        }
    }

    @Test
    void batchOfAnotherPublisherIsRead() {
        assertEquals(2, read("[" + GOAL + "," + ANNOUNCEMENT + "]").size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "7", "null", "\"x\"", "[", "not json", "\u0000"})
    void invalidBatchIsMalformed(String body) {
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
    void itemThatIsNotAReportIsRejected(String item) {
        assertRefusedAlone(item);
    }

    @Test
    void eventThatIngestWouldRefuseIsRejected() {
        assertRefusedAlone(GOAL.replace("\"team\":\"home\"", ""));
        assertRefusedAlone(GOAL.replace("\"team\"", "\"colour\":1,\"team\""));
        assertRefusedAlone(GOAL.replace("football.goal", "football.golazo"));
        assertRefusedAlone(GOAL.replace("dev.touchline.", ""));
        assertRefusedAlone(GOAL.replace("camera-7", "touchline:announcement"));
        assertRefusedAlone(GOAL.replace("\"subject\":\"fra-arg\",", ""));
        assertRefusedAlone(GOAL.replace("{\"team\":\"home\"}", "[]"));
    }

    @Test
    void reporterTravelsWithEveryReport() {
        for (Reporter reporter : List.of(new Reporter("Ada Lovelace", false), new Reporter("operator", true))) {
            Report event = new EventsReader(CATALOGUE, 1)
                    .forAgent("camera-7", reporter)
                    .readPlainJson(
                            bytes("{\"id\":\"1\",\"type\":\"football.goal\",\"match\":\"m\",\"team\":\"home\"}"),
                            KICK_OFF)
                    .get(0);
            Report announcement = AnnouncementJson.read(
                    Json.parse(bytes("{\"sport\":\"football\",\"home\":\"A\",\"away\":\"B\"}")),
                    "m",
                    CATALOGUE,
                    KICK_OFF,
                    reporter);
            Report definition =
                    CompetitionDefinitionJson.read(Json.parse(bytes("{}")), "cup", CATALOGUE, KICK_OFF, reporter);
            assertReadBack(event, announcement, definition);
            assertEquals(reporter, event.reporter());
        }
    }

    @Test
    void invalidAccountIsRejected() {
        for (String account : List.of("7", "{}", "\"\"", "\"\\u0000\"", "\"" + "a".repeat(201) + "\"")) {
            assertRefusedAlone(GOAL.replace("\"subject\"", "\"account\":" + account + ",\"subject\""));
        }
    }

    @Test
    void reportWithoutATimeOfReceiptIsRejected() {
        assertRefusedAlone(GOAL.replace("\"receivedat\":\"2022-12-18T15:23:11Z\",", ""));
        assertRefusedAlone(GOAL.replace("2022-12-18T15:23:11Z", "yesterday"));
        assertRefusedAlone(GOAL.replace("\"2022-12-18T15:23:11Z\"", "7"));
    }

    @Test
    void announcementThatIngestWouldRefuseIsRejected() {
        assertRefusedAlone(ANNOUNCEMENT.replace("\"home\":\"Argentina\",", ""));
        assertRefusedAlone(ANNOUNCEMENT.replace("\"sport\":\"football\"", "\"sport\":\"cricket\""));
        assertRefusedAlone(ANNOUNCEMENT.replace("\"subject\":\"fra-arg\",", ""));
        assertRefusedAlone(ANNOUNCEMENT.replace("\"subject\":\"fra-arg\"", "\"subject\":\"fra arg\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"5\"", "\"x\"", "0", "-5", "1.5", "{}", "null", "99999999999999999999"})
    void announcementWithoutAValidRevisionIsRejected(String revision) {
        assertRefusedAlone(ANNOUNCEMENT.replace("\"revision\":5", "\"revision\":" + revision));
    }

    /** Each attribute in turn has an invalid value, as any publisher may send it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "true",
                "{}",
                "[]",
                "\"\"",
                "\" \"",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "\"http://[\"",
                "\"-999999999-01-01T00:00:00Z\"",
                "\"+999999999-12-31T23:59:59Z\""
            })
    void invalidAttributeDoesNotRejectNeighbours(String value) {
        List<String> attributes = List.of(
                "specversion",
                "id",
                "source",
                "type",
                "subject",
                "receivedat",
                "account",
                "admin",
                "time",
                "data",
                "datacontenttype",
                "dataschema",
                "data_base64",
                "extra");
        for (String item : List.of(GOAL, ANNOUNCEMENT, DECISION)) {
            for (String attribute : attributes) {
                ObjectNode changed = (ObjectNode) Json.parse(bytes(item));
                changed.set(attribute, Json.parse(bytes(value)));
                ReportBatch.DecodedBatch parts =
                        ReportBatch.read(bytes("[" + GOAL + "," + changed + "," + ANNOUNCEMENT + "]"), CATALOGUE);
                assertEquals(3, parts.reports().size() + parts.rejected().size(), changed::toString);
                assertTrue(parts.reports().containsAll(read("[" + GOAL + "," + ANNOUNCEMENT + "]")), changed::toString);
                // Accepted items must be writable, or they could not be dead-lettered.
                assertFalse(ReportBatch.write(parts.reports()).length == 0);
                parts.rejected().forEach(refused -> assertFalse(refused.reason().isBlank(), changed::toString));
            }
        }
    }

    @Test
    void reasonsNameAllInvalidFields() {
        ReportBatch.DecodedBatch parts = ReportBatch.read(
                bytes("[" + GOAL.replace("{\"team\":\"home\"}", "{\"team\":\"left\",\"minute\":-1,\"colour\":1}")
                        + "]"),
                CATALOGUE);
        assertEquals(1, parts.rejected().size());
        String reason = parts.rejected().get(0).reason();
        for (String field : List.of("team", "minute", "colour")) {
            assertTrue(reason.contains(field), reason);
        }
        assertFalse(reason.contains("left"), "the reason quotes the item: " + reason);
    }

    @Test
    void tooDeepOrAmbiguousJsonIsMalformed() {
        assertThrows(MalformedException.class, () -> read("[".repeat(1_000_000)));
        assertThrows(MalformedException.class, () -> read("[" + GOAL + "] x"));
        assertThrows(
                MalformedException.class,
                () -> ReportBatch.read(new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0x80}, CATALOGUE));
        assertThrows(MalformedException.class, () -> read("[" + GOAL.replace("\"id\"", "\"id\":\"2\",\"id\"") + "]"));
    }
}
