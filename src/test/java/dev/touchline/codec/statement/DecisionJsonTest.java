package dev.touchline.codec.statement;

import static dev.touchline.Football.CATALOGUE;
import static dev.touchline.Football.KICK_OFF;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.event.Decision;
import dev.touchline.event.Decision.Action;
import dev.touchline.event.IncidentId;
import dev.touchline.event.Reporter;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionJsonTest {

    private static final String ONE = "\"incidents\":[{\"source\":\"camera-7\",\"id\":\"1\"}]";
    private static final String TWO =
            "\"incidents\":[{\"source\":\"scout-1\",\"id\":\"9\"},{\"source\":\"camera-7\",\"id\":\"1\"}]";

    private static Decision read(String body) {
        return DecisionJson.read(Json.parse(body), "fra-arg", "new", CATALOGUE, KICK_OFF, Reporter.NONE);
    }

    private static Decision overrule(String values) {
        return read("{\"action\":\"overrule\"," + ONE + ",\"values\":" + values + ",\"reason\":\"video\"}");
    }

    private static List<Violation> violations(String body) {
        return assertThrows(InvalidException.class, () -> read(body)).violations();
    }

    private static List<String> wrongFields(String body) {
        return violations(body).stream().map(Violation::field).toList();
    }

    @Test
    void everyActionHasItsFields() {
        Decision merge = read("{\"id\":\"d-1\",\"action\":\"merge\"," + TWO + ",\"reason\":\"the same\"}");
        assertEquals("d-1", merge.id());
        assertEquals("the same", merge.reason());
        assertEquals(1, merge.revision());
        assertEquals(
                List.of(new IncidentId("camera-7", "1"), new IncidentId("scout-1", "9")),
                merge.incidents(),
                "sorted, since their order means nothing");
        Decision veto = read("{\"action\":\"veto\"," + ONE + ",\"reason\":\"ghost\"}");
        assertEquals(Action.VETO, veto.action());
        assertEquals("new", veto.id());
        assertEquals(
                Action.SEPARATE,
                read("{\"action\":\"separate\"," + TWO + ",\"reason\":\"r\"}").action());
        assertEquals(
                Action.ACCEPT,
                read("{\"action\":\"accept\"," + ONE + ",\"reason\":\"r\"}").action());
        assertEquals(
                "scout-1",
                read("{\"action\":\"leader\",\"leader\":\"scout-1\",\"reason\":\"r\"}")
                        .leader());
        assertEquals(
                Action.RESTORE,
                read("{\"action\":\"restore\",\"reason\":\"r\"}").action());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"minute\":\"45+2\"}                 | {minute=45, stoppage=2}",
                "{\"minute\":46}                       | {minute=46, stoppage=0}",
                "{\"minute\":90,\"stoppage\":3}        | {minute=90, stoppage=3}",
                "{\"minute\":null}                     | {minute=null, stoppage=0}",
                "{\"player\":null,\"assist\":\"Di María\"} | {assist=Di María, player=null}",
                "{\"type\":\"football.own-goal\",\"team\":\"away\"} | {team=away, type=football.own-goal}",
                "{\"period\":\"first-half\"}           | {period=first-half}",
                "{\"type\":\"football.kick-off\",\"team\":null} | {team=null, type=football.kick-off}"
            })
    void overruledValuesAreThoseOfAnEvent(String values, String read) {
        Decision decision = overrule(values);
        assertEquals(read, decision.values().toString());
        assertEquals(decision.values(), overrule(Json.write(decision.values())).values(), "read again");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                | values          | must have at least one of type, team",
                "[]                                | values          | must be a JSON object",
                "{\"type\":\"football.golazo\"}    | values.type     | is not a kind of football; its kinds are",
                "{\"type\":\"chess.mate\"}         | values.type     | the sports are football",
                "{\"type\":null}                   | values.type     | cannot be removed",
                "{\"type\":\"football.awarded\"}   | values.type     | needs details",
                "{\"type\":\"football.possession\"} | values.type    | needs details",
                "{\"team\":\"left\"}               | values.team     | must be one of home, away",
                "{\"team\":null}                   | values.team     | can be removed only together with a type",
                "{\"type\":\"football.goal\",\"team\":null} | values.team | can be removed only together with a type",
                "{\"period\":\"third-half\"}       | values.period   | must be one of first-half",
                "{\"minute\":1000}                 | values.minute   | must be from 0 to 999",
                "{\"minute\":\"45+2+1\"}           | values.minute   | or written like",
                "{\"minute\":45,\"stoppage\":100}  | values.stoppage | must be from 0 to 99",
                "{\"stoppage\":2}                  | values.stoppage | needs the minute",
                "{\"stoppage\":null}               | values.stoppage | needs the minute",
                "{\"player\":7}                    | values.player   | must be a string",
                "{\"player\":\"\"}                 | values.player   | must not be blank",
                "{\"assist\":\"a\\nb\"}            | values.assist   | must not contain control characters",
                "{\"status\":\"cancelled\"}        | values.status   | is not a field of this object",
            })
    void overruledValueThatNoEventHasIsNamed(String values, String field, String detail) {
        List<Violation> violations =
                assertThrows(InvalidException.class, () -> overrule(values)).violations();
        assertEquals(field, violations.get(0).field(), violations::toString);
        assertThat(violations.get(0).detail(), containsString(detail));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                    | reason,action",
                "{\"action\":\"restore\"}                              | reason",
                "{\"action\":\"vote\",\"reason\":\"r\"}                | action",
                "{\"action\":\"take-back\",\"takesBack\":\"d-1\",\"reason\":\"r\"} | action",
                "{\"action\":\"restore\",\"reason\":\"a\\nb\"}         | reason",
                "{\"action\":\"restore\",\"reason\":\"r\",\"id\":\"d 1\"} | id",
                "{\"action\":\"restore\",\"reason\":\"r\",\"why\":1}   | why",
                "{\"action\":\"leader\",\"reason\":\"r\"}              | leader",
                "{\"action\":\"leader\",\"leader\":\"touchline:x\",\"reason\":\"r\"} | leader",
                "{\"action\":\"restore\",\"leader\":\"a\",\"reason\":\"r\"} | leader",
                "{\"action\":\"restore\",\"takesBack\":\"a\",\"reason\":\"r\"} | takesBack",
                "{\"action\":\"veto\",\"reason\":\"r\"}                | incidents",
                "{\"action\":\"veto\",\"incidents\":{\"a\":1,\"b\":2},\"reason\":\"r\"} | incidents,incidents",
                "{\"action\":\"merge\",\"incidents\":{\"a\":1,\"b\":2},\"reason\":\"r\"} | incidents",
                "{\"action\":\"overrule\",\"incidents\":[{\"source\":\"a\",\"id\":\"1\"}],\"reason\":\"r\"} | values",
                "{\"action\":\"veto\",\"incidents\":[{\"source\":\"a b\"}],\"reason\":\"r\"} | incidents[0].source,incidents[0].id",
                "{\"action\":\"merge\",\"incidents\":[{\"source\":\"a\",\"id\":\"1\"}],\"reason\":\"r\"} | incidents",
                "{\"action\":\"merge\",\"incidents\":[{\"source\":\"a\",\"id\":\"1\"},{\"id\":\"1\",\"source\":\"a\"}],\"reason\":\"r\"} | incidents"
            })
    void everyWrongFieldIsNamed(String body, String fields) {
        assertEquals(
                List.of(fields.split(",")).stream().sorted().toList(),
                wrongFields(body).stream().sorted().toList());
    }

    @Test
    void longestTextsHave200Characters() {
        String longest = "r".repeat(200);
        assertEquals(
                longest,
                read("{\"action\":\"restore\",\"reason\":\"" + longest + "\"}").reason());
        assertEquals(List.of("reason"), wrongFields("{\"action\":\"restore\",\"reason\":\"r" + longest + "\"}"));
        assertEquals(
                List.of("incidents[0].id"),
                wrongFields("{\"action\":\"veto\",\"incidents\":[{\"source\":\"a\",\"id\":\"1" + longest
                        + "\"}],\"reason\":\"r\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "", "-a", "a/b"})
    void idsThatAreInvalidInAPathAreRejected(String id) {
        assertThrows(
                InvalidException.class,
                () -> DecisionJson.read(
                        Json.parse("{\"action\":\"restore\",\"reason\":\"r\"}"),
                        id,
                        "new",
                        CATALOGUE,
                        KICK_OFF,
                        Reporter.NONE));
        assertThrows(
                InvalidException.class, () -> DecisionJson.takeBack(id, "new", "d-1", null, KICK_OFF, Reporter.NONE));
        assertThrows(
                InvalidException.class, () -> DecisionJson.takeBack("m", "new", id, null, KICK_OFF, Reporter.NONE));
    }

    @Test
    void decisionIsTakenBackByAnotherOne() {
        Decision decision = DecisionJson.takeBack("m", "new", "d-1", "no", KICK_OFF, new Reporter("Ada", true));
        assertEquals(Action.TAKE_BACK, decision.action());
        assertEquals("d-1", decision.takesBack());
        assertEquals("new", decision.id());
        assertTrue(decision.incidents().isEmpty());
        assertNull(decision.leader());
    }
}
