package dev.touchline.codec;

import static dev.touchline.Football.CATALOGUE;
import static dev.touchline.Football.FINAL;
import static dev.touchline.Football.KICK_OFF;
import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.touchline.codec.statement.Statements;
import dev.touchline.event.Announcement;
import dev.touchline.event.Decision;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchStatement;
import dev.touchline.event.Reporter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Equal content has equal text, regardless of notation and time of receipt. */
class LogEntryJsonTest {

    private static String logged(String body, Instant receivedAt) {
        Event event = new EventsReader(CATALOGUE, 1)
                .readPlainJson(body.getBytes(StandardCharsets.UTF_8), receivedAt)
                .get(0);
        return LogEntryJson.write(event);
    }

    private static String logged(String fields) {
        return logged(
                "{\"id\":\"1\",\"type\":\"football.corner\",\"match\":\"m\",\"team\":\"home\"" + fields + "}",
                KICK_OFF);
    }

    @Test
    void orderOfKeysDoesNotMatter() {
        assertEquals(
                logged(",\"details\":{\"a\":1,\"b\":{\"c\":[{\"e\":1,\"d\":2}],\"a\":null}}"),
                logged(",\"details\":{\"b\":{\"a\":null,\"c\":[{\"d\":2,\"e\":1}]},\"a\":1}"));
        assertEquals(
                logged(""),
                logged("{\"team\":\"home\",\"match\":\"m\",\"type\":\"football.corner\",\"id\":\"1\"}", KICK_OFF));
    }

    @Test
    void textOfExistingLogEntriesIsUnchanged() {
        assertEquals(
                "{\"id\":\"1\",\"source\":\"anonymous\",\"type\":\"football.corner\",\"match\":\"m\",\"occurredAt\":null,"
                        + "\"period\":null,\"minute\":null,\"stoppage\":0,\"team\":\"home\",\"player\":null,"
                        + "\"assist\":null,\"status\":\"confirmed\",\"revision\":1,\"details\":{}}",
                logged(""));
        assertEquals(
                "{\"id\":\"1\",\"source\":\"cam\",\"type\":\"football.corner\",\"match\":\"m\","
                        + "\"occurredAt\":\"2022-12-18T15:00:00.250Z\",\"period\":\"first-half\",\"minute\":45,"
                        + "\"stoppage\":2,\"team\":\"home\",\"player\":\"Őri\\\"\",\"assist\":null,"
                        + "\"status\":\"provisional\",\"revision\":3,"
                        + "\"details\":{\"a\":[1.50,null,{\"x\":1,\"y\":1E+2}],\"b\":true}}",
                logged(",\"source\":\"cam\",\"occurredAt\":\"2022-12-18T15:00:00.250Z\",\"period\":\"first-half\","
                        + "\"minute\":\"45+2\",\"player\":\"Őri\\\"\",\"status\":\"provisional\",\"revision\":3,"
                        + "\"details\":{\"b\":true,\"a\":[1.50,null,{\"y\":1E+2,\"x\":1}]}"));
    }

    @Test
    void orderOfAListMatters() {
        assertNotEquals(logged(",\"details\":{\"a\":[1,2]}"), logged(",\"details\":{\"a\":[2,1]}"));
    }

    @Test
    void timeOfReceiptDoesNotMatterEvenWithoutATime() {
        String body = "{\"id\":\"1\",\"type\":\"football.corner\",\"match\":\"m\",\"team\":\"home\"}";
        assertEquals(logged(body, KICK_OFF), logged(body, KICK_OFF.plusSeconds(5)));
    }

    @Test
    void explicitDefaultEqualsAbsent() {
        assertEquals(
                logged(""),
                logged(
                        ",\"source\":\"anonymous\",\"status\":\"confirmed\",\"revision\":1,\"stoppage\":0,\"details\":{},"
                                + "\"player\":null"));
    }

    @Test
    void timeZoneDoesNotMatter() {
        assertEquals(
                logged(",\"occurredAt\":\"2022-12-18T15:00:00Z\""),
                logged(",\"occurredAt\":\"2022-12-18T18:00:00.000+03:00\""));
    }

    @Test
    void notationOfTheMinuteDoesNotMatter() {
        assertEquals(logged(",\"minute\":45,\"stoppage\":2"), logged(",\"minute\":\"45+2\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"minute\":1",
                ",\"player\":\"A\"",
                ",\"occurredAt\":\"2022-12-18T15:00:00Z\"",
                ",\"status\":\"provisional\"",
                ",\"period\":\"first-half\"",
                ",\"details\":{\"a\":null}"
            })
    void differentContentIsDifferentText(String said) {
        assertNotEquals(logged(""), logged(said));
    }

    @Test
    void cloudEventIsLoggedLikePlainJson() {
        List<Event> events =
                new EventsReader(CATALOGUE, 1).readStructured("""
                {"specversion":"1.0","id":"1","source":"anonymous","type":"dev.touchline.football.corner",
                 "subject":"m","data":{"team":"home","details":{"b":1,"a":2.5}}}""".getBytes(StandardCharsets.UTF_8), KICK_OFF);
        assertEquals(logged(",\"details\":{\"a\":2.5,\"b\":1}"), LogEntryJson.write(events.get(0)));
    }

    @Test
    void textIsUnchangedAfterTheBroker() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("z", List.of(Map.of("b", 1, "a", 2)));
        details.put("a", null);
        Event event = incident("goal", "1").home().at("45+2").details(details).event();
        Event carried = (Event) ReportBatch.read(ReportBatch.write(List.of(event)), CATALOGUE)
                .reports()
                .get(0);
        assertEquals(LogEntryJson.write(event), LogEntryJson.write(carried));
    }

    @Test
    void announcementIsLoggedWithoutItsRevision() {
        Announcement later = new Announcement(
                FINAL.match(),
                FINAL.revision() + 1,
                FINAL.sport(),
                FINAL.competition(),
                FINAL.stage(),
                FINAL.round(),
                FINAL.group(),
                FINAL.home(),
                FINAL.away(),
                FINAL.kickOff(),
                FINAL.venue(),
                null,
                FINAL.receivedAt().plusSeconds(1),
                Reporter.NONE);
        assertEquals(LogEntryJson.write(FINAL), LogEntryJson.write(later));
    }

    @Test
    void eventIsReadBackEqual() {
        Event event = incident("penalty-goal", "1")
                .away()
                .by("Kylian Mbappé")
                .at("80")
                .after(4_800)
                .provisional()
                .details(Map.of("foot", "right", "list", List.of(1, 2)))
                .event();
        assertEquals(event, LogEntryJson.event(LogEntryJson.write(event), event.receivedAt(), CATALOGUE));
    }

    @Test
    void statementIsReadBackEqual() {
        for (MatchStatement statement : Statements.all("fra-arg", KICK_OFF, new Reporter("Ada", true))) {
            assertEquals(
                    statement,
                    LogEntryJson.statement(
                            statement.type(),
                            LogEntryJson.write(statement),
                            statement.incident(),
                            "fra-arg",
                            KICK_OFF,
                            new Reporter("Ada", true)));
        }
    }

    @Test
    void textOfLoggedStatementsIsUnchanged() {
        assertEquals(
                List.of(
                        "{\"action\":\"merge\",\"incidents\":[{\"source\":\"camera-7\",\"id\":\"1\"},{\"source\":\"scout-1\",\"id\":\"9\"}],"
                                + "\"reason\":\"the same\"}",
                        "{\"action\":\"overrule\",\"incidents\":[{\"source\":\"camera-7\",\"id\":\"1\"}],"
                                + "\"values\":{\"assist\":null,\"minute\":45,\"player\":\"Ángel Di María\",\"stoppage\":2},"
                                + "\"reason\":\"video\"}",
                        "{\"action\":\"leader\",\"leader\":\"scout-1\",\"reason\":\"he is there\"}",
                        "{\"action\":\"take-back\",\"takesBack\":\"d-1\",\"reason\":null}",
                        "{\"source\":\"provider-1\",\"asOf\":\"2022-12-18T15:40:00.000001Z\",\"revisions\":{\"p-1\":1,\"p-2\":7}}",
                        "{\"from\":\"official\",\"to\":\"scout-1\",\"period\":\"second-half\",\"minute\":71,\"stoppage\":0,"
                                + "\"since\":\"2022-12-18T16:30:00Z\"}",
                        "{\"home\":{\"formation\":\"4-3-3\",\"coach\":\"Lionel Scaloni\",\"players\":[{\"number\":10,"
                                + "\"name\":\"Lionel Messi\",\"id\":\"messi\",\"position\":\"forward\",\"starting\":true},"
                                + "{\"number\":null,\"name\":\"Lautaro Martínez\",\"id\":null,\"position\":null,"
                                + "\"starting\":false}]},\"away\":null}",
                        "{\"reason\":\"misspelt\"}",
                        "{\"source\":\"scout-1\"}"),
                Statements.all("fra-arg", KICK_OFF, Reporter.NONE).stream()
                        .map(LogEntryJson::write)
                        .toList());
    }

    @Test
    void loggedDecisionMayNameAKindThatNoCatalogueHasAnyMore() {
        Decision decision = (Decision) LogEntryJson.statement(
                Decision.TYPE,
                "{\"action\":\"overrule\",\"incidents\":[{\"source\":\"a\",\"id\":\"1\"}],"
                        + "\"values\":{\"type\":\"chess.mate\",\"period\":\"opening\"},\"reason\":null}",
                new IncidentId(Decision.SOURCE, "d-1"),
                "m",
                KICK_OFF,
                Reporter.NONE);
        assertEquals(Map.of("type", "chess.mate", "period", "opening"), decision.values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "{\"id\":\"1\"}", "", "garbage"})
    void invalidLoggedStatementIsAnError(String content) {
        assertThrows(
                IllegalStateException.class,
                () -> LogEntryJson.statement(
                        Decision.TYPE, content, new IncidentId(Decision.SOURCE, "d-1"), "m", KICK_OFF, Reporter.NONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "{\"id\":\"1\"}", "", "garbage"})
    void invalidLogEntryIsAnError(String content) {
        assertThrows(IllegalStateException.class, () -> LogEntryJson.event(content, KICK_OFF, CATALOGUE));
    }
}
