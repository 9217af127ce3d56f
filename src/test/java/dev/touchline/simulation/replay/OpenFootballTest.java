package dev.touchline.simulation.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.touchline.simulation.replay.Tournament.Fixture;
import dev.touchline.simulation.replay.Tournament.FixtureStatus;
import dev.touchline.simulation.replay.Tournament.Goal;
import dev.touchline.simulation.replay.Tournament.Result;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenFootballTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Tournament read(String text) {
        return OpenFootballReader.read(json(text));
    }

    /** The only match of a tournament, with the given fields besides date and teams. */
    private static Fixture match(String fields) {
        return read("{\"name\":\"Cup\",\"matches\":[{\"date\":\"2022-12-18\",\"team1\":\"Argentina\","
                        + "\"team2\":\"France\"" + (fields.isEmpty() ? "" : ",") + fields + "}]}")
                .fixtures()
                .get(0);
    }

    private static String refusal(String text) {
        return assertThrows(OpenFootballReader.NotATournamentException.class, () -> read(text))
                .getMessage();
    }

    private static String refusalOf(String fields) {
        return assertThrows(OpenFootballReader.NotATournamentException.class, () -> match(fields))
                .getMessage();
    }

    @Test
    void currentFormatIsRead() {
        Tournament cup = read("""
                {"name":"World Cup 2022","matches":[
                 {"round":"Final","date":"2022-12-18","time":"18:00 UTC+3","team1":"Argentina","team2":"France",
                  "score":{"p":[4,2],"et":[3,3],"ft":[2,2],"ht":[2,0]},
                  "goals1":[{"name":"Lionel Messi","minute":"23","penalty":true},
                            {"name":"Ángel Di María","minute":"36"},{"name":"Lionel Messi","minute":"108"}],
                  "goals2":[{"name":"Kylian Mbappé","minute":"80","penalty":true},
                            {"name":"Kylian Mbappé","minute":"81"},
                            {"name":"Kylian Mbappé","minute":"118","penalty":true}],
                  "ground":"Lusail Iconic Stadium, Lusail"}]}""");
        assertEquals("World Cup 2022", cup.name());
        assertEquals(
                new Fixture(
                        Instant.parse("2022-12-18T15:00:00Z"),
                        null,
                        "Final",
                        null,
                        "Argentina",
                        "France",
                        "Lusail Iconic Stadium, Lusail",
                        FixtureStatus.PLAYED,
                        new Result(2, 0),
                        new Result(2, 2),
                        new Result(3, 3),
                        new Result(4, 2),
                        List.of(
                                new Goal("Lionel Messi", 23, 0, true, false),
                                new Goal("Ángel Di María", 36, 0, false, false),
                                new Goal("Lionel Messi", 108, 0, false, false)),
                        List.of(
                                new Goal("Kylian Mbappé", 80, 0, true, false),
                                new Goal("Kylian Mbappé", 81, 0, false, false),
                                new Goal("Kylian Mbappé", 118, 0, true, false))),
                cup.fixtures().get(0));
        assertEquals(new Result(3, 3), cup.fixtures().get(0).result());
    }

    @Test
    void olderFormatWithRoundsIsRead() {
        Tournament cup = read("""
                {"name":"World Cup 2014","rounds":[
                 {"name":"Matchday 1","matches":[
                   {"num":1,"date":"2014-06-12","time":"17:00","team1":{"name":"Brazil","code":"BRA"},
                    "team2":{"name":"Croatia","code":"CRO"},"score1":3,"score2":1,"score1i":1,"score2i":1,
                    "goals1":[{"name":"Neymar","minute":29,"score1":1,"score2":1},
                              {"name":"Neymar","minute":71,"penalty":true},{"name":"Oscar","minute":90,"offset":1}],
                    "goals2":[{"name":"Marcelo","minute":11,"owngoal":true}],
                    "group":"Group A","stadium":{"key":"x","name":"Arena"},"city":"São Paulo",
                    "timezone":"UTC-3"}]},
                 {"name":"Final","matches":[
                   {"date":"2014-07-13","team1":{"name":"Germany"},"team2":{"name":"Argentina"},
                    "score1":0,"score2":0,"score1et":1,"score2et":0,"score1p":null,"score2p":null}]}]}""");
        Fixture opening = cup.fixtures().get(0);
        assertEquals("Matchday 1", opening.round());
        assertEquals("Group A", opening.group());
        assertEquals("Brazil", opening.home());
        assertEquals("Arena, São Paulo", opening.venue());
        assertEquals(Instant.parse("2014-06-12T20:00:00Z"), opening.kickOff());
        assertEquals(new Result(1, 1), opening.halfTime());
        assertEquals(new Result(3, 1), opening.result());
        assertEquals(new Goal("Oscar", 90, 1, false, false), opening.homeGoals().get(2));
        assertEquals(List.of(new Goal("Marcelo", 11, 0, false, true)), opening.awayGoals());
        Fixture last = cup.fixtures().get(1);
        assertEquals("Final", last.round());
        assertNull(last.group());
        assertNull(last.venue());
        assertNull(last.halfTime());
        assertEquals(new Result(0, 0), last.fullTime());
        assertEquals(new Result(1, 0), last.result());
        assertNull(last.shootout());
    }

    @Test
    void scoreAsAListIsRead() {
        Fixture match = match("\"score\":[2,1]");
        assertEquals(new Result(2, 1), match.fullTime());
        assertNull(match.halfTime());
        assertNull(match.extraTime());
    }

    @Test
    void shootOutAfterNormalTimeIsRead() {
        Fixture match = match("\"score\":{\"ft\":[1,1],\"p\":[5,4]}");
        assertEquals(new Result(1, 1), match.result());
        assertEquals(new Result(5, 4), match.shootout());
        assertNull(match.extraTime());
    }

    @Test
    void shootOutInPlaceOfTheFullTimeScoreIsRead() {
        Fixture match = match("\"score1\":3,\"score2\":2,\"score1et\":1,\"score2et\":1");
        assertEquals(new Result(1, 1), match.result());
        assertEquals(new Result(3, 2), match.shootout());
        assertNull(match.fullTime());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\"score\":{}", "\"score\":null", "\"score\":{\"ft\":[]}", "\"score1\":null,\"score2\":null"
            })
    void matchWithoutAScoreHasNoResult(String fields) {
        assertNull(match(fields).result());
        assertEquals(List.of(), match(fields).homeGoals());
    }

    @ParameterizedTest
    @CsvSource({
        "23, 23, 0",
        "'\"23\"', 23, 0",
        "'\"90+4\"', 90, 4",
        "'\"90+4''\"', 90, 4",
        "'45,\"offset\":2', 45, 2",
        "'\"45\",\"offset\":2', 45, 2",
        "null, , 0",
        "'\"?\"', , 0"
    })
    void minuteIsReadInEverySpelling(String written, Integer minute, int stoppage) {
        assertEquals(
                List.of(new Goal("A", minute, stoppage, false, false)),
                match("\"goals1\":[{\"name\":\"A\",\"minute\":" + written + "}]")
                        .homeGoals());
    }

    @Test
    void commonGoalListWithOwnGoalsIsRead() {
        Fixture match = match("""
                "score":{"ft":[2,1]},"goals":[{"team":"Argentina","name":"A","minute":1},
                 {"team":{"name":"France"},"name":"B","minute":2},
                 {"team":"France","name":"C","minute":3,"owngoal":true}]""");
        assertEquals(List.of(new Goal("A", 1, 0, false, false), new Goal("C", 3, 0, false, true)), match.homeGoals());
        assertEquals(List.of(new Goal("B", 2, 0, false, false)), match.awayGoals());
    }

    @ParameterizedTest
    @CsvSource({
        "'\"time\":\"18:00 UTC+3\"', 15:00",
        "'\"time\":\"18:00 UTC-3\"', 21:00",
        "'\"time\":\"18:00 UTC+5:30\"', 12:30",
        "'\"time\":\"18:00 UTC-3:30\"', 21:30",
        "'\"time\":\"18:00 UTC±0\"', 18:00",
        "'\"time\":\"18:00 UTC\"', 18:00",
        "'\"time\":\"18:00 CET\"', 17:00",
        "'\"time\":\"18:00 CEST\"', 16:00",
        "'\"time\":\"9:05 XYZ\"', 09:05",
        "'\"time\":\"18:00\"', 18:00",
        "'\"time\":\"18:00\",\"timezone\":\"UTC+3\"', 15:00",
        "'\"time\":\"18:00 UTC+1\",\"timezone\":\"UTC+3\"', 17:00",
        "'\"time\":\"tbd\"', 12:00",
        "'\"time\":null', 12:00",
        "'', 12:00"
    })
    void timeIsReadInItsZone(String fields, String utc) {
        assertEquals(
                Instant.parse("2022-12-18T" + utc + ":00Z"),
                match(fields == null ? "" : fields).kickOff());
    }

    @ParameterizedTest
    @CsvSource({
        "canceled, CANCELLED",
        "CANCELLED, CANCELLED",
        "postponed, POSTPONED",
        "Abandoned, ABANDONED",
        "awarded, AWARDED",
        "finished, PLAYED",
        "'', PLAYED"
    })
    void statusIsRead(String status, FixtureStatus fate) {
        assertEquals(fate, match("\"status\":\"" + status + "\"").status());
    }

    @Test
    void roundOfTheMatchPrecedesTheEnclosingRound() {
        Fixture match = read("{\"name\":\"Cup\",\"rounds\":[{\"name\":\"A\",\"matches\":[{\"round\":\"B\","
                        + "\"date\":\"2022-12-18\",\"team1\":\"x\",\"team2\":\"y\"}]}]}")
                .fixtures()
                .get(0);
        assertEquals("B", match.round());
    }

    @Test
    void stageRoundAndGroupMayBeObjects() {
        Fixture match =
                match("\"stage\":{\"name\":\"Finals\"},\"round\":{\"name\":\"Final\"},\"group\":{\"name\":\"A\"}");
        assertEquals("Finals", match.stage());
        assertEquals("Final", match.round());
        assertEquals("A", match.group());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "7                                  | name must be the tournament's name",
                "[]                                 | name must be the tournament's name",
                "{\"name\":\" \",\"matches\":[]}    | name must be the tournament's name",
                "{\"name\":\"Cup\"}                 | there must be an array matches or an array rounds",
                "{\"name\":\"Cup\",\"matches\":{}}  | there must be an array matches or an array rounds",
                "{\"name\":\"Cup\",\"matches\":[]}  | there must be at least one match",
                "{\"name\":\"Cup\",\"rounds\":[{}]} | there must be at least one match",
                "{\"name\":\"Cup\",\"matches\":[7]} | matches[0].team1 must be a team's name",
                "{\"name\":\"Cup\",\"rounds\":[{\"matches\":[]},{\"matches\":[{\"team1\":\"x\",\"date\":\"2022-12-18\"}]}]} | rounds[1].matches[0].team2 must be a team's name"
            })
    void invalidFileIsRejectedWithTheReason(String file, String message) {
        assertEquals(message, refusal(file));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"score\":[1]                      | matches[0].score must be two whole numbers from 0 to 200",
                "\"score\":{\"ft\":[1,\"x\"]}       | matches[0].score.ft must be two whole numbers from 0 to 200",
                "\"score\":{\"ht\":[-1,0]}          | matches[0].score.ht must be two whole numbers from 0 to 200",
                "\"score\":{\"p\":[1,2,3]}          | matches[0].score.p must be two whole numbers from 0 to 200"
            })
    void invalidScoreIsNamed(String fields, String message) {
        assertEquals(message, refusalOf(fields));
    }

    @Test
    void negativeScoreInSeparateFieldsIsRejected() {
        assertThrows(OpenFootballReader.NotATournamentException.class, () -> match("\"score1\":-1,\"score2\":0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"date\":\"18.12.2022\"", "\"date\":null", "\"time\":\"25:00\"", "\"time\":\"18:00 UTC+30\""})
    void invalidDateIsNamed(String fields) {
        String wrong = "{\"name\":\"Cup\",\"matches\":[{\"team1\":\"x\",\"team2\":\"y\","
                + (fields.contains("time") ? "\"date\":\"2022-12-18\"," : "") + fields + "}]}";
        assertEquals(
                "matches[0].date must be a day such as 2022-12-18, and time one such as 18:00 UTC+3", refusal(wrong));
    }
}
