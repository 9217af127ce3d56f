package dev.touchline.codec.catalogue;

import static dev.touchline.Football.SPORT;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.event.Phase;
import dev.touchline.event.Rules;
import dev.touchline.event.TieBreaker;
import dev.touchline.sport.Sport;
import dev.touchline.sport.TextTemplate;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueReaderTest {

    private static final String FILE = "sports/chess.json";
    private static final String CHESS = """
            {"sport":"chess","label":"Chess",
             "periods":[{"name":"opening","label":"Opening","from":0,"to":10},
                        {"name":"endgame","label":"Endgame","overtime":true}],
             "kinds":{"start":{"label":"Start","symbol":">","phase":{"to":"live","period":"opening","edge":"start"}},
                      "capture":{"label":"Capture","symbol":"x","title":"TAKEN",
                                 "text":["{player} took {details.piece}","Taken by {team}"],"mark":"c",
                                 "flags":{"ep":{"mark":"e.p.","own":["passing"]}},
                                 "points":{"own":3,"other":-1},"own":["captures"],"opponents":["losses"],
                                 "assist":{"cover":2},"shootout":false,"notify":true},
                      "clock":{"label":"Clock","symbol":"t","text":"{team}",
                               "share":{"figure":"time","detail":"used","of":60}},
                      "ruling":{"label":"Ruling","symbol":"r","award":true}},
             "scorers":{"figure":"captures","penalties":"passing"},
             "standings":{"win":2,"draw":1,"loss":0,"overtimeWin":3,"overtimeLoss":-1,
                          "tieBreakers":["wins","head-to-head"],"headToHead":"reapplied","lots":["Riga","Porto"]},
             "fairPlay":[{"figure":"losses","points":-2,"instead":{"captures":1}}],
             "decision":{"overtime":"EG","shootout":"BL","shootoutGoal":true},"stoppageTime":true}""";

    private static final String LEAST =
            "{\"sport\":\"chess\",\"label\":\"Chess\",\"kinds\":{\"win\":{\"label\":\"Win\",\"symbol\":\"1\"}}}";

    private static Sport read(String content) {
        return CatalogueReader.read(FILE, content.getBytes(StandardCharsets.UTF_8));
    }

    private static String refusal(String content) {
        return assertThrows(CatalogueReader.CatalogueException.class, () -> read(content))
                .getMessage();
    }

    @Test
    void everyFieldIsRead() {
        Sport chess = read(CHESS);
        assertEquals("chess", chess.name());
        assertEquals(
                List.of(
                        new Sport.Period("opening", "Opening", 0, 10, false),
                        new Sport.Period("endgame", "Endgame", null, null, true)),
                chess.periods());
        assertEquals(
                new Sport.Kind(
                        "capture",
                        "Capture",
                        "x",
                        "TAKEN",
                        List.of(
                                TextTemplate.parse("{player} took {details.piece}"),
                                TextTemplate.parse("Taken by {team}")),
                        "c",
                        Map.of("ep", new Sport.Flag("e.p.", Map.of("passing", 1))),
                        new Sport.Points(3, -1),
                        false,
                        Map.of("captures", 1),
                        Map.of("losses", 1),
                        Map.of("cover", 2),
                        null,
                        null,
                        false,
                        List.of(),
                        true),
                chess.kinds().get("capture"));
        assertEquals(
                new Sport.PhaseChange(Phase.LIVE, "opening", Sport.Edge.START),
                chess.kinds().get("start").change());
        assertEquals(
                List.of(TextTemplate.parse("{team}")),
                chess.kinds().get("clock").texts());
        assertEquals(
                new Sport.Share("time", "used", 60), chess.kinds().get("clock").share());
        assertEquals(Sport.Points.NONE, chess.kinds().get("start").points());
        assertEquals(new Sport.Scorers("captures", "passing"), chess.scorers());
        assertEquals(
                new Rules(
                        2,
                        1,
                        0,
                        3,
                        -1,
                        List.of(
                                TieBreaker.WINS,
                                TieBreaker.HEAD_TO_HEAD_POINTS,
                                TieBreaker.HEAD_TO_HEAD_GOAL_DIFFERENCE,
                                TieBreaker.HEAD_TO_HEAD_GOALS_FOR),
                        Rules.HeadToHead.REAPPLIED,
                        List.of("Riga", "Porto"),
                        Map.of()),
                chess.rules());
        assertEquals(List.of(new Sport.Penalty("losses", -2, Map.of("captures", 1))), chess.fairPlay());
        assertEquals(new Sport.Decision("EG", "BL", true), chess.decision());
        assertTrue(chess.stoppageTime());
        assertTrue(chess.kinds().get("ruling").awards());
    }

    @Test
    void variantIsWhatItChanges() {
        String variants = """
                ,"variants":{"blitz":{"label":"Blitz chess","periods":[{"name":"only","label":"Only","from":0,"to":5}],
                "kinds":{"win":{"own":["wins"],"phase":{"to":"finished","period":"only","edge":"end"}}},
                "standings":{"win":1}}}""";
        Sport chess = read(LEAST.replace("}}}", "}}" + variants + "}"));
        Sport blitz = chess.variant("blitz");
        assertEquals("chess", blitz.name());
        assertEquals("Blitz chess", blitz.label());
        assertEquals(5, blitz.period("only").to());
        assertEquals("only", blitz.kinds().get("win").change().period());
        assertEquals(chess.kinds().get("win").points(), blitz.kinds().get("win").points());
        assertEquals(1, blitz.rules().win());
        assertEquals(Map.of(), blitz.variants());
        assertSame(chess, chess.variant("rapid"));
        assertSame(chess, chess.variant(null));
    }

    @Test
    void mistakesInAVariantAreNamed() {
        String message = refusal(LEAST.replace(
                "}}}", "}},\"variants\":{\"blitz\":{\"sport\":\"draughts\",\"kinds\":{\"win\":null,\"draw\":{}}}}}"));
        assertThat(message, containsString("variants.blitz.sport must not be in a variant"));
        assertThat(message, containsString("variants.blitz.kinds must have the names of the sport's kinds"));
    }

    @Test
    void omittedFieldsHaveDefaults() {
        Sport chess = read(LEAST);
        assertEquals(new Sport.Scorers("goals", null), chess.scorers());
        assertEquals(Rules.DEFAULT, chess.rules());
        assertEquals(List.of(), chess.fairPlay());
        assertEquals(new Sport.Decision("AET", "PEN", false), chess.decision());
        assertFalse(chess.stoppageTime());
        Sport.Kind win = chess.kinds().get("win");
        assertNull(win.title());
        assertNull(win.mark());
        assertNull(win.share());
        assertNull(win.change());
        assertEquals(List.of(), win.texts());
        assertEquals(Map.of(), win.flags());
        assertEquals(Map.of(), win.own());
        assertFalse(win.notifies());
        assertEquals(
                2,
                read(LEAST.replace("}}}", "}},\"standings\":{\"win\":2}}"))
                        .rules()
                        .win());
        assertEquals(
                1,
                read(LEAST.replace("}}}", "}},\"standings\":{\"win\":2}}"))
                        .rules()
                        .draw());
    }

    @Test
    void orderOfTheFileIsKept() {
        assertEquals(
                List.of("start", "capture", "clock", "ruling"),
                List.copyOf(read(CHESS).kinds().keySet()));
    }

    @Test
    void sportMayHaveNoPeriods() {
        assertEquals(List.of(), read(LEAST).periods());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"sport\":\"chess\",     |                          | sport is required",
                "\"label\":\"Chess\",     | \"label\":7,             | label must be a string",
                "\"label\":\"Chess\",     | \"label\":\"C\",\"x\":1, | x is not a field of this object",
                "\"kinds\":{              | \"kinds\":[],\"k\":{     | kinds must be an object with at least one kind",
                "\"kinds\":{              | \"kinds\":{},\"k\":{     | kinds must be an object with at least one kind",
                "\"name\":\"endgame\",    |                          | periods[1].name is required",
                "\"from\":0               | \"from\":\"0\"           | periods[0].from must be a whole number",
                "\"to\":10                | \"to\":9999             | periods[0].to must be from -1000 to 1000",
                "\"to\":10                | \"til\":10              | periods[0].til is not a field",
                "{\"name\":\"endgame\",\"label\":\"Endgame\",\"overtime\":true} | 7    | periods[1] must be an object",
                "\"label\":\"Capture\",   |                          | kinds.capture.label is required",
                "\"symbol\":\"x\",        |                          | kinds.capture.symbol is required",
                "\"title\":\"TAKEN\"      | \"title\":[]             | kinds.capture.title must be a string",
                "\"mark\":\"c\"           | \"mark\":1               | kinds.capture.mark must be a string",
                "\"flags\":{             | \"marks\":{              | kinds.capture.marks is not a field",
                "{\"own\":3,\"other\":-1} | 3                        | kinds.capture.points must be an object",
                "\"own\":3                | \"own\":1.5              | kinds.capture.points.own must be a whole number",
                "\"other\":-1             | \"others\":1             | kinds.capture.points.others is not a field",
                "[\"captures\"]           | \"captures\"             | kinds.capture.own must be an array of figures",
                "[\"losses\"]             | [\"Lost pieces\"]        | kinds.capture.opponents must name its figures in camelCase",
                "\"shootout\":false       | \"shootout\":\"no\"      | kinds.capture.shootout must be true or false",
                "\"notify\":true          | \"notify\":1             | kinds.capture.notify must be true or false",
                "\"notify\":true          | \"notifies\":true        | kinds.capture.notifies is not a field",
                "\"to\":\"live\"          | \"to\":\"alive\"         | kinds.start.phase.to must be one of scheduled, live",
                "\"to\":\"live\",         |                          | kinds.start.phase needs to and edge",
                "\"edge\":\"start\"       | \"edge\":\"middle\"      | kinds.start.phase.edge must be one of start, during, end",
                "\"period\":\"opening\"   | \"period\":\"middle\"    | kinds.start.phase.period must be one of opening, endgame",
                "\"period\":\"opening\"   | \"when\":\"opening\"     | kinds.start.phase.when is not a field",
                "\"start\":{              | \"announcement\":{       | kinds.announcement is reserved",
                "\"name\":\"endgame\", | \"name\":\"opening\", | periods[1].name is the name of a period before it",
                "\"from\":0 | \"from\":11 | periods[0].to must not be before from",
                "\"overtime\":true | \"overtime\":1 | periods[1].overtime must be true or false",
                "\"award\":true | \"award\":true,\"points\":{\"own\":1} | kinds.ruling.award excludes points",
                "\"shootoutGoal\":true | \"shootoutGoal\":1 | decision.shootoutGoal must be true or false",
                "\"sport\":\"chess\" | \"sport\":\"draughts\" | sport must be the name of the file",
                "\"sport\":\"chess\" | \"sport\":\"Chess club\" | sport must be lower-case words joined by hyphens",
                "\"sport\":\"chess\" | \"sport\":\"competition\" | sport is reserved",
                "\"sport\":\"chess\" | \"sport\":\"match\" | sport is reserved",
                "\"capture\":{ | \"Capture!\":{ | kinds.Capture! must be named by lower-case words joined by hyphens",
                "\"text\":[\"{player} took {details.piece}\",\"Taken by {team}\"] | \"text\":7 | kinds.capture.text must be a line of at most 100 characters, or an array of them",
                "\"Taken by {team}\" | 7 | kinds.capture.text must be a line of at most 100 characters, or an array of them",
                "\"Taken by {team}\" | \" \" | kinds.capture.text must be a line",
                "\"Taken by {team}\" | \"Taken\\nby {team}\" | kinds.capture.text must be a line",
                "\"Taken by {team}\" | \"Taken by {side}\" | kinds.capture.text has the placeholder {side}; the placeholders are {player}",
                "\"Taken by {team}\" | \"Taken by {team\" | kinds.capture.text has an unmatched brace",
                "\"flags\":{ | \"flags\":[],\"f\":{ | kinds.capture.flags must be an object of objects",
                "{\"mark\":\"e.p.\",\"own\":[\"passing\"]} | true | kinds.capture.flags.ep must be an object",
                "\"mark\":\"e.p.\" | \"mark\":7 | kinds.capture.flags.ep.mark must be a string",
                "[\"passing\"] | 7 | kinds.capture.flags.ep.own must be an array of figures, or an object of figures and amounts",
                "[\"passing\"] | [\"Passing\"] | kinds.capture.flags.ep.own must name its figures in camelCase",
                "\"mark\":\"e.p.\" | \"points\":1 | kinds.capture.flags.ep.points is not a field",
                "[\"losses\"] | [\"losses\",\"losses\"] | kinds.capture.opponents names losses twice",
                "[\"losses\"] | \"losses\" | kinds.capture.opponents must be an array of figures, or an object of figures and amounts",
                "{\"cover\":2} | \"cover\" | kinds.capture.assist must be an array of figures, or an object of figures and amounts",
                "{\"cover\":2} | {\"cover\":0} | kinds.capture.assist.cover must be a whole number other than 0",
                "{\"cover\":2} | {\"cover\":null} | kinds.capture.assist.cover must be a whole number other than 0",
                "{\"cover\":2} | {\"cover\":\"2\"} | kinds.capture.assist.cover must be a whole number",
                "{\"cover\":2} | {\"cover\":1001} | kinds.capture.assist.cover must be from -1000 to 1000",
                "{\"cover\":2} | {\"Good cover\":2} | kinds.capture.assist.Good cover must be a figure's name in camelCase",
                "{\"figure\":\"time\",\"detail\":\"used\",\"of\":60} | \"time\" | kinds.clock.share must be an object",
                "\"figure\":\"time\", |  | kinds.clock.share.figure is required",
                "\"figure\":\"time\" | \"figure\":\"Time\" | kinds.clock.share.figure must be a figure's name in camelCase",
                "\"detail\":\"used\", |  | kinds.clock.share.detail is required: the key of details that holds it",
                ",\"of\":60 |  | kinds.clock.share.of is required: what both teams' shares add up to",
                "\"of\":60 | \"of\":0 | kinds.clock.share.of must be from 1 to 1000000",
                "\"of\":60 | \"of\":60,\"per\":1 | kinds.clock.share.per is not a field",
                "{\"figure\":\"captures\",\"penalties\":\"passing\"} | \"captures\" | scorers must be an object",
                "\"figure\":\"captures\", |  | scorers.figure is required: a figure",
                "\"figure\":\"captures\" | \"figure\":\"goals!\" | scorers.figure must be a figure's name in camelCase",
                "\"figure\":\"captures\" | \"figure\":\"mates\" | scorers names the figure mates, which no kind counts",
                "\"penalties\":\"passing\" | \"penalties\":\"mates\" | scorers names the figure mates, which no kind counts",
                "\"penalties\":\"passing\" | \"penalty\":\"passing\" | scorers.penalty is not a field",
                "\"standings\":{ | \"standings\":3,\"s\":{ | standings must be an object",
                "\"win\":2 | \"win\":\"2\" | standings.win must be a whole number",
                "\"win\":2 | \"victory\":2 | standings.victory is not a field",
                "\"overtimeLoss\":-1 | \"overtimeLoss\":0.5 | standings.overtimeLoss must be a whole number",
                "[\"wins\",\"head-to-head\"] | \"wins\" | standings.tieBreakers must be an array",
                "\"wins\" | \"luck\" | standings.tieBreakers[0] must be one of goal difference, goal average, goals for, wins",
                "[\"wins\", | [\"head-to-head points\", | standings.tieBreakers[1] is listed twice",
                "\"headToHead\":\"reapplied\" | \"headToHead\":\"twice\" | standings.headToHead must be one of once, reapplied, restarted",
                "[\"Riga\",\"Porto\"] | \"Riga\" | standings.lots must be an array of teams",
                "[\"Riga\",\"Porto\"] | [\"Riga\",7] | standings.lots[1] must be a team's name",
                "[\"Riga\",\"Porto\"] | [\"Riga\",\"Riga\"] | standings.lots[1] is listed twice",
                "\"fairPlay\":[ | \"fairPlay\":{},\"f\":[ | fairPlay must be an array",
                "{\"figure\":\"losses\",\"points\":-2,\"instead\":{\"captures\":1}} | -2 | fairPlay[0] must be an object",
                "\"figure\":\"losses\", |  | fairPlay[0].figure is required: a figure",
                "\"figure\":\"losses\" | \"figure\":\"cards\" | fairPlay[0] names the figure cards, which no kind counts",
                "\"points\":-2, |  | fairPlay[0].points is required: what each one costs, such as -1",
                "\"points\":-2 | \"points\":-2.5 | fairPlay[0].points must be a whole number",
                "{\"captures\":1} | {\"cards\":1} | fairPlay[0] names the figure cards, which no kind counts",
                "{\"captures\":1} | {\"captures\":0} | fairPlay[0].instead.captures must be a whole number other than 0",
                "\"points\":-2 | \"points\":-2,\"per\":1 | fairPlay[0].per is not a field",
                "\"periods\":[            | \"periods\":\"two\",\"p\":[ | periods must be an array",
                "\"periods\":[            | \"periods\":{},\"p\":[   | periods must be an array"
            })
    void errorNamesFileKindAndField(String old, String replacement, String message) {
        String refusal = refusal(CHESS.replaceFirst(
                Pattern.quote(old), Matcher.quoteReplacement(replacement == null ? "" : replacement)));
        assertThat(refusal, startsWith(FILE + ": "));
        assertThat(refusal, containsString(FILE + ": " + message));
        assertThat(refusal, not(containsString("null,")));
    }

    @Test
    void allErrorsAreListed() {
        String refusal = refusal(CHESS.replace("\"symbol\":\">\",", "").replace("\"notify\":true", "\"notify\":1"));
        assertThat(refusal, containsString("kinds.start.symbol"));
        assertThat(refusal, containsString("kinds.capture.notify"));
    }

    @Test
    void tooLongTextIsRejected() {
        String maxLength = "a".repeat(100);
        assertEquals(
                maxLength,
                read(CHESS.replace("Taken by {team}", maxLength))
                        .kinds()
                        .get("capture")
                        .texts()
                        .get(1)
                        .source());
        assertThat(
                refusal(CHESS.replace("Taken by {team}", maxLength + "a")),
                containsString("kinds.capture.text must be a line of at most 100 characters"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "7"})
    void fileThatIsNotACatalogueIsNamed(String content) {
        assertThat(refusal(content), startsWith(FILE + ": "));
    }

    @Test
    void footballHasItsDocumentedKinds() {
        for (String kind : List.of(
                "kick-off",
                "half-time",
                "full-time",
                "goal",
                "own-goal",
                "penalty-goal",
                "shootout-goal",
                "shootout-miss",
                "yellow-card",
                "second-yellow-card",
                "red-card")) {
            assertEquals(kind, SPORT.kinds().get(kind).name());
        }
        assertNull(SPORT.kinds().get("announcement"));
    }
}
