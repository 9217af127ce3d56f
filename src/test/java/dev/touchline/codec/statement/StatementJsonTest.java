package dev.touchline.codec.statement;

import static dev.touchline.Football.CATALOGUE;
import static dev.touchline.Football.KICK_OFF;
import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.FullList;
import dev.touchline.event.MatchStatement;
import dev.touchline.event.Reporter;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.Violation;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decisions are tested in {@link DecisionJsonTest}. */
class StatementJsonTest {

    private static final String PLAYER = "{\"name\":\"a\"}";

    private static MatchStatement read(String kind, String content) {
        return StatementJson.read(
                Json.parse(content),
                new EventType("match", kind),
                new StatementJson.Context("m", "d-1", CATALOGUE, KICK_OFF, Reporter.NONE));
    }

    private static List<String> wrongFields(String kind, String content) {
        return assertThrows(InvalidException.class, () -> read(kind, content)).violations().stream()
                .map(Violation::field)
                .toList();
    }

    @Test
    void statementsAreReadBackEqual() {
        for (MatchStatement statement : Statements.all("m", KICK_OFF, Reporter.NONE)) {
            StatementJson.Context context =
                    new StatementJson.Context("m", statement.incident().id(), CATALOGUE, KICK_OFF, Reporter.NONE);
            assertEquals(statement, StatementJson.read(StatementJson.write(statement), statement.type(), context));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"decision", "list", "handover", "line-up", "deletion", "alive"})
    void unknownFieldIsNamed(String kind) {
        assertEquals(
                1,
                wrongFields(kind, "{\"colour\":1}").stream()
                        .filter("colour"::equals)
                        .count());
        assertEquals(
                List.of(new Violation(null, null, "must be a JSON object")),
                assertThrows(InvalidException.class, () -> read(kind, "[]")).violations());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "alive    | {}                                                     | source",
                "alive    | {\"source\":\"a b\"}                                   | source",
                "alive    | {\"source\":\"touchline:alive\"}                       | source",
                "deletion | {\"reason\":\"a\\nb\"}                                 | reason",
                "deletion | {\"reason\":7}                                         | reason",
                "handover | {}                                                     | from,to,since",
                "handover | {\"from\":\"a\",\"to\":\"a\",\"since\":\"2022-12-18T15:00:00Z\"} | to",
                "handover | {\"from\":\"a\",\"to\":\"b\",\"since\":\"now\",\"minute\":-1} | minute,since",
                "list     | {}                                                     | source,asOf,revisions",
                "list     | {\"source\":\"a\",\"asOf\":\"now\",\"revisions\":[]}   | revisions,asOf",
                "list     | {\"source\":\"a\",\"asOf\":\"2022-12-18T15:00:00Z\",\"revisions\":{\"1\":0}}     | revisions",
                "list     | {\"source\":\"a\",\"asOf\":\"2022-12-18T15:00:00Z\",\"revisions\":{\"1\":1.5}}   | revisions",
                "list     | {\"source\":\"a\",\"asOf\":\"2022-12-18T15:00:00Z\",\"revisions\":{\"1\":null}}  | revisions",
                "list     | {\"source\":\"a\",\"asOf\":\"2022-12-18T15:00:00Z\",\"revisions\":{\" \":1}}     | revisions",
                "list     | {\"source\":\"a\",\"asOf\":\"2022-12-18T15:00:00Z\",\"revisions\":{\"\\u0000\":1}} | revisions",
                "verdict  | {}                                                     | type"
            })
    void everyWrongFieldIsNamed(String kind, String content, String fields) {
        assertEquals(
                List.of(fields.split(",")).stream().sorted().toList(),
                wrongFields(kind, content).stream().sorted().toList());
    }

    @Test
    void invalidMatchIsNamed() {
        StatementJson.Context context = new StatementJson.Context("m m", "d", CATALOGUE, KICK_OFF, Reporter.NONE);
        assertThrows(
                InvalidException.class,
                () -> StatementJson.read(Json.parse("{}"), new EventType("match", "deletion"), context));
        assertThrows(InvalidException.class, () -> StatementJson.deletion("m m", null, KICK_OFF, Reporter.NONE));
        assertThrows(
                InvalidException.class, () -> StatementJson.readSignOfLife(null, "m m", "a", KICK_OFF, Reporter.NONE));
    }

    @Test
    void signOfLifeHasTheAgentsNameUnlessItNamesAnother() {
        assertEquals(
                "camera-7",
                StatementJson.readSignOfLife(null, "m", "camera-7", KICK_OFF, Reporter.NONE)
                        .source());
        assertEquals(
                "scout-1",
                StatementJson.readSignOfLife(
                                Json.parse("{\"source\":\"scout-1\"}"), "m", "camera-7", KICK_OFF, Reporter.NONE)
                        .source());
        InvalidException refused = assertThrows(
                InvalidException.class,
                () -> StatementJson.readSignOfLife(null, "m", "Ada Lovelace", KICK_OFF, Reporter.NONE));
        assertEquals("source", refused.violations().get(0).field());
    }

    @Test
    void listHasEachIncidentInItsHighestRevision() {
        List<Event> events = List.of(
                incident("goal", "1").home().event(),
                incident("goal", "1").home().revision(3).event(),
                incident("goal", "1").home().revision(2).event(),
                incident("goal", "2").home().cancelled().event());
        FullList list =
                FullListJson.of(events, "m", "camera-7", KICK_OFF, KICK_OFF.plus(7, ChronoUnit.MICROS), Reporter.NONE);
        assertEquals(Map.of("1", 3L, "2", events.get(3).revision()), list.revisions());
        assertEquals(1_671_375_600_000_007L, list.revision());
        assertThrows(
                InvalidException.class,
                () -> FullListJson.of(events, "m", "touchline:x", KICK_OFF, KICK_OFF, Reporter.NONE));
    }

    @Test
    void listIsBounded() {
        for (int incidents : List.of(FullList.MAX_INCIDENTS, FullList.MAX_INCIDENTS + 1)) {
            String content = "{\"source\":\"a\",\"asOf\":\"2022-12-18T15:00:00Z\",\"revisions\":{"
                    + IntStream.range(0, incidents)
                            .mapToObj(i -> "\"" + i + "\":1")
                            .collect(Collectors.joining(","))
                    + "}}";
            if (incidents <= FullList.MAX_INCIDENTS) {
                assertEquals(
                        incidents,
                        ((FullList) read("list", content)).revisions().size());
            } else {
                assertEquals(List.of("revisions"), wrongFields("list", content));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "{}                                     | -",
                "{\"home\":null}                        | -",
                "{\"home\":[]}                          | home",
                "{\"home\":{}}                          | home.players",
                "{\"away\":{\"players\":7}}             | away.players",
                "{\"home\":{\"players\":[7]}}           | home.players[0]",
                "{\"home\":{\"players\":[{}]}}          | home.players[0]",
                "{\"home\":{\"players\":[],\"formation\":\"W-M\"}}         | home.formation",
                "{\"home\":{\"players\":[],\"coach\":7}}               | home.coach",
                "{\"home\":{\"players\":[],\"colour\":\"red\"}}            | home.colour",
                "{\"home\":{\"players\":[{\"name\":\"a\",\"number\":1000}]}}      | home.players[0].number",
                "{\"home\":{\"players\":[{\"name\":\"a\",\"number\":\"10\"}]}}    | home.players[0].number",
                "{\"home\":{\"players\":[{\"name\":\"a\",\"starting\":\"yes\"}]}} | home.players[0].starting",
                "{\"home\":{\"players\":[{\"id\":\"a b\"}]}}                      | home.players[0].id",
                "{\"home\":{\"players\":[{\"name\":\"a\",\"shirt\":1}]}}          | home.players[0].shirt",
                "{\"home\":{\"players\":[{\"name\":\"a\",\"number\":1},{\"name\":\"b\",\"number\":1}]}} | home.players[1].number",
                "{\"home\":{\"players\":[{\"id\":\"a\"},{\"id\":\"a\"}]}}         | home.players[1].id"
            })
    void wrongFieldOfALineUpIsNamed(String content, String field) {
        assertEquals(field, wrongFields("line-up", content).get(0));
        InvalidException refused = assertThrows(
                InvalidException.class, () -> LineUpJson.read(Json.parse(content), "m", KICK_OFF, Reporter.NONE));
        assertEquals(field, refused.violations().get(0).field());
    }

    @Test
    void teamHasAtMost60Players() {
        for (int players : List.of(60, 61)) {
            String content = "{\"home\":{\"players\":["
                    + IntStream.range(0, players).mapToObj(i -> PLAYER).collect(Collectors.joining(",")) + "]}}";
            if (players == 60) {
                read("line-up", content);
            } else {
                assertEquals(List.of("home.players"), wrongFields("line-up", content));
            }
        }
    }
}
