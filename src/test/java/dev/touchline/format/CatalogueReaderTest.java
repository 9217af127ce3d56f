package dev.touchline.format;

import static dev.touchline.Football.SPORT;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.touchline.event.Phase;
import dev.touchline.event.Sport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueReaderTest {

    private static final String FILE = "sports/chess.json";
    private static final String CHESS = """
            {"sport":"chess","label":"Chess",
             "periods":[{"name":"opening","label":"Opening","from":0,"to":10},{"name":"endgame","label":"Endgame"}],
             "kinds":{"start":{"label":"Start","symbol":">","phase":{"to":"live","period":"opening","edge":"start"}},
                      "capture":{"label":"Capture","symbol":"x","title":"TAKEN","mark":"c","marks":{"ep":"e.p."},
                                 "points":{"own":3,"other":-1},"own":["captures"],"opponents":["losses"],
                                 "shootout":false,"notify":true}}}""";

    private static Sport read(String content) {
        return CatalogueReader.read(FILE, content.getBytes(StandardCharsets.UTF_8));
    }

    private static String refusal(String content) {
        return assertThrows(CatalogueReader.CatalogueException.class, () -> read(content))
                .getMessage();
    }

    @Test
    void readsWhatEachWordMeans() {
        Sport chess = read(CHESS);
        assertEquals("chess", chess.name());
        assertEquals(
                List.of(
                        new Sport.Period("opening", "Opening", 0, 10),
                        new Sport.Period("endgame", "Endgame", null, null)),
                chess.periods());
        assertEquals(
                new Sport.Kind(
                        "capture",
                        "Capture",
                        "x",
                        "TAKEN",
                        "c",
                        Map.of("ep", "e.p."),
                        new Sport.Points(3, -1),
                        false,
                        List.of("captures"),
                        List.of("losses"),
                        null,
                        true),
                chess.kinds().get("capture"));
        assertEquals(
                new Sport.PhaseChange(Phase.LIVE, "opening", Sport.Edge.START),
                chess.kinds().get("start").change());
        assertEquals(Sport.Points.NONE, chess.kinds().get("start").points());
    }

    @Test
    void aSportMayHaveNoPeriods() {
        assertEquals(
                List.of(),
                read("{\"sport\":\"chess\",\"label\":\"Chess\",\"kinds\":{\"win\":{\"label\":\"Win\",\"symbol\":\"1\"}}}")
                        .periods());
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
                "{\"name\":\"endgame\",\"label\":\"Endgame\"} | 7    | periods[1] must be an object",
                "\"label\":\"Capture\",   |                          | kinds.capture.label is required",
                "\"symbol\":\"x\",        |                          | kinds.capture.symbol is required",
                "\"title\":\"TAKEN\"      | \"title\":[]             | kinds.capture.title must be a string",
                "\"mark\":\"c\"           | \"mark\":1               | kinds.capture.mark must be a string",
                "{\"ep\":\"e.p.\"}        | \"ep\"                   | kinds.capture.marks must be an object of texts",
                "{\"ep\":\"e.p.\"}        | {\"ep\":7}               | kinds.capture.marks must be an object of texts",
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
                "\"periods\":[            | \"periods\":\"two\",\"p\":[ | periods must be an array",
                "\"periods\":[            | \"periods\":{},\"p\":[   | periods must be an array"
            })
    void namesTheFileTheKindAndTheField(String old, String replacement, String message) {
        String refusal = refusal(CHESS.replaceFirst(
                java.util.regex.Pattern.quote(old),
                java.util.regex.Matcher.quoteReplacement(replacement == null ? "" : replacement)));
        assertThat(refusal, startsWith(FILE + ": "));
        assertThat(refusal, containsString(FILE + ": " + message));
    }

    @Test
    void namesEveryMistakeAtOnce() {
        String refusal = refusal(CHESS.replace("\"symbol\":\">\",", "").replace("\"notify\":true", "\"notify\":1"));
        assertThat(refusal, containsString("kinds.start.symbol"));
        assertThat(refusal, containsString("kinds.capture.notify"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "7"})
    void namesTheFileThatIsNoCatalogueAtAll(String content) {
        assertThat(refusal(content), startsWith(FILE + ": "));
    }

    @Test
    void footballHasTheKindsOfTheDesignPage() {
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
