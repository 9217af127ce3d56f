package dev.touchline.codec.competition;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.touchline.Football;
import dev.touchline.Sports;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Deduction;
import dev.touchline.event.EventType;
import dev.touchline.event.IncidentId;
import dev.touchline.event.Reporter;
import dev.touchline.event.Rules;
import dev.touchline.event.Stage;
import dev.touchline.event.Stage.CarryOver;
import dev.touchline.event.Stage.Decision;
import dev.touchline.event.TieBreaker;
import dev.touchline.event.TieDecider;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.Violation;
import dev.touchline.testing.StageBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class CompetitionDefinitionJsonTest {

    private static final Instant NOW = Football.KICK_OFF;
    private static final String BODY = """
            {"name":"World Cup","sport":"football",
             "rules":{"win":3,"draw":1,"loss":0,"overtimeWin":2,"overtimeLoss":-1,
                      "tieBreakers":["points","goal difference","head-to-head","lots"],"headToHead":"restarted",
                      "lots":["France","Argentina"],"ranking":{"France":1859.5}},
             "deductions":[{"team":"France","points":3,"reason":"fielded a suspended player"},
                           {"team":"Argentina","points":1}]}""";

    private static final String STAGES = """
            {"deductions":[{"team":"France","points":3,"stage":"main"}],
             "stages":[{"id":"first","name":"First round","kind":"table","rules":{"win":2},
                        "groups":[{"name":"East","teams":["Argentina","Peru"]}]},
                       {"id":"main","kind":"table","carryOver":{"from":"first","results":"among qualified"}},
                       {"id":"finals","kind":"knock-out","legs":2,"rounds":["Semifinals","Final"],
                        "ties":["away goals","extra time","penalties","better place","decision"],"placedBy":"main",
                        "decisions":[{"teams":["France","Argentina"],"round":"Final","winner":"France",
                                      "reason":"by lot"}]},
                       {"id":"play-offs","kind":"knock-out","bestOf":7}]}""";

    private static CompetitionDefinition read(String competition, String body) {
        return CompetitionDefinitionJson.read(
                Json.parse(body.getBytes(StandardCharsets.UTF_8)), competition, Sports.ALL, NOW, Reporter.NONE);
    }

    private static List<Violation> violations(String body) {
        return assertThrows(InvalidException.class, () -> read("cup", body)).violations();
    }

    @Test
    void everyFieldIsRead() {
        assertEquals(
                new CompetitionDefinition(
                        "cup",
                        1_671_375_600_000_000L,
                        "World Cup",
                        "football",
                        null,
                        new Rules(
                                3,
                                1,
                                0,
                                2,
                                -1,
                                List.of(
                                        TieBreaker.GOAL_DIFFERENCE,
                                        TieBreaker.HEAD_TO_HEAD_POINTS,
                                        TieBreaker.HEAD_TO_HEAD_GOAL_DIFFERENCE,
                                        TieBreaker.HEAD_TO_HEAD_GOALS_FOR,
                                        TieBreaker.LOTS),
                                Rules.HeadToHead.RESTARTED,
                                List.of("France", "Argentina"),
                                Map.of("France", 1859.5)),
                        List.of(
                                new Deduction("France", 3, "fielded a suspended player", null),
                                new Deduction("Argentina", 1, null, null)),
                        List.of(),
                        null,
                        null,
                        NOW,
                        Reporter.NONE),
                read("cup", BODY));
    }

    @Test
    void stagesAreRead() {
        CompetitionDefinition definition = read("cup", STAGES);
        assertEquals(List.of(new Deduction("France", 3, null, "main")), definition.deductions());
        assertEquals(
                List.of(
                        StageBuilder.table("first")
                                .name("First round")
                                .rules(new Rules(2, null, null, null, null, null, null, null, null))
                                .groups(new Stage.Group("East", List.of("Argentina", "Peru")))
                                .build(),
                        StageBuilder.table("main")
                                .carryOver(new CarryOver("first", CarryOver.Results.AMONG_QUALIFIED, false))
                                .build(),
                        StageBuilder.knockOut("finals", "Semifinals", "Final")
                                .legs(2)
                                .ties(TieDecider.values())
                                .placedBy("main")
                                .decisions(new Decision(List.of("France", "Argentina"), "Final", "France", "by lot"))
                                .build(),
                        StageBuilder.knockOut("play-offs").bestOf(7).build()),
                definition.stages());
        assertEquals(
                definition,
                CompetitionDefinitionJson.readStored(
                        Json.write(CompetitionDefinitionJson.write(definition)),
                        "cup",
                        definition.revision(),
                        Sports.ALL,
                        NOW,
                        Reporter.NONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"id\":\"first\"       | \"id\":\"a b\"    | stages[0].id               | must begin with a letter or digit",
                "\"id\":\"first\",      |                 | stages[0].id               | is required",
                "\"name\":\"East\",     |                 | stages[0].groups[0].name   | is required",
                "[\"Argentina\",\"Peru\"] | []              | stages[0].groups[0].teams  | must be the names of the teams",
                "\"id\":\"main\"        | \"id\":\"first\"  | stages[1]                  | has the id or name of another stage",
                "\"id\":\"main\"        | \"id\":\"First round\" | stages[1]             | has the id or name of another stage",
                "\"kind\":\"table\"     | \"kind\":\"league\" | stages[0].kind            | must be one of table, knock-out",
                "\"from\":\"first\"     | \"from\":\"main\" | stages[1].carryOver.from   | must be the id of a stage of tables that is listed before",
                "\"from\":\"first\",    |                 | stages[1].carryOver.from   | is required",
                "among qualified          | some            | stages[1].carryOver.results | must be one of all, halved, halved up, among qualified",
                "\"legs\":2             | \"legs\":3      | stages[2].legs             | must be from 1 to 2",
                "\"legs\":2             | \"rules\":{}    | stages[2].rules            | is a field of a stage of tables only",
                "\"rules\":{\"win\":2} | \"legs\":1      | stages[0].legs             | is a field of a knock-out only",
                "away goals               | coin toss       | stages[2].ties[0]          | must be one of away goals, extra time, penalties",
                "away goals               | decision        | stages[2].ties[4]          | is listed twice",
                "\"placedBy\":\"main\", |                 | stages[2].placedBy         | is required",
                "\"placedBy\":\"main\"  | \"placedBy\":\"finals\" | stages[2].placedBy   | must be the id of a stage of tables",
                "[\"France\",\"Argentina\"] | [\"France\"] | stages[2].decisions[0].teams | must be the names of both teams",
                "\"winner\":\"France\"  | \"winner\":\"Peru\" | stages[2].decisions[0].winner | must be one of the teams",
                "\"stage\":\"main\"     | \"stage\":\"finals\" | deductions[0].stage       | must be the id of a stage of tables"
            })
    void violationOfAStageNamesFieldAndValidValues(String old, String replacement, String field, String detail) {
        assertViolation(STAGES, old, replacement, field, detail);
    }

    @Test
    void definitionIsAReport() {
        CompetitionDefinition definition = read("cup", BODY);
        assertEquals(new IncidentId("touchline:definition", "cup"), definition.incident());
        assertEquals(new EventType("competition", "definition"), definition.type());
    }

    @Test
    void revisionIsTheTimeOfReceiptInMicroseconds() {
        Instant received = Instant.parse("2022-12-18T15:00:00.123456789Z");
        assertEquals(
                1_671_375_600_123_456L,
                CompetitionDefinitionJson.read(
                                Json.MAPPER.createObjectNode(), "cup", Sports.ALL, received, Reporter.NONE)
                        .revision());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":null,\"sport\":null,\"rules\":null,\"deductions\":null}",
                "{\"rules\":{},\"deductions\":[]}"
            })
    void everyFieldIsOptional(String body) {
        CompetitionDefinition definition = read("cup", body);
        assertNull(definition.name());
        assertNull(definition.sport());
        assertEquals(Rules.UNSPECIFIED, definition.rules());
        assertEquals(List.of(), definition.deductions());
    }

    @Test
    void pointsAreAllowedAsFirstTieBreakerOnly() {
        assertEquals(
                List.of(TieBreaker.WINS),
                read("cup", "{\"rules\":{\"tieBreakers\":[\"points\",\"wins\"]}}")
                        .rules()
                        .tieBreakers());
        assertEquals(
                List.of("rules.tieBreakers[1]"),
                violations("{\"rules\":{\"tieBreakers\":[\"wins\",\"points\"]}}").stream()
                        .map(Violation::field)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"World Cup\"      | 7                 | name                      | must be a string",
                "\"World Cup\"      | [\"a\"]           | name                      | must be a string",
                "\"football\"       | \"cricket\"       | sport                     | must be one of basketball, football, handball, ice-hockey",
                "\"name\":          | \"inferred\":7,\"name\": | inferred           | must be a string",
                "\"name\"           | \"title\"         | title                     | its fields are deductions, inferred, name, reporters, rules, sport, stages",
                "\"rules\":{        | \"rules\":7,\"r\":{ | rules                   | must be a JSON object",
                "\"win\":3          | \"win\":\"three\" | rules.win                 | must be a whole number from -1000 to 1000",
                "\"draw\":1         | \"draw\":0.5      | rules.draw                | must be a whole number",
                "\"loss\":0         | \"loss\":-1001    | rules.loss                | must be from -1000 to 1000, and is -1001",
                "\"overtimeWin\":2  | \"overtimeWin\":[] | rules.overtimeWin        | must be a whole number",
                "\"overtimeLoss\":-1 | \"overtimeLoss\":true | rules.overtimeLoss   | must be a whole number",
                "\"win\":3          | \"wins\":3        | rules.wins                | its fields are draw, headToHead, loss, lots, overtimeLoss, overtimeWin, ranking, tieBreakers, win",
                "\"goal difference\" | \"coin toss\"    | rules.tieBreakers[1]      | must be one of goal difference, goal average, goals for, wins, head-to-head points",
                "\"goal difference\" | 7                | rules.tieBreakers[1]      | must be one of goal difference",
                "\"goal difference\" | {}               | rules.tieBreakers[1]      | must be one of goal difference",
                "\"lots\"],         | \"head-to-head goals for\"], | rules.tieBreakers[3] | is listed twice",
                "\"tieBreakers\":[  | \"tieBreakers\":\"wins\",\"t\":[ | rules.tieBreakers | must be an array",
                "\"restarted\"      | \"sometimes\"     | rules.headToHead          | must be one of once, reapplied, restarted",
                "[\"France\",\"Argentina\"] | \"France\" | rules.lots               | must be an array of teams",
                "[\"France\",\"Argentina\"] | [\"France\",\"\"] | rules.lots[1]     | must be a team's name",
                "[\"France\",\"Argentina\"] | [null]    | rules.lots[0]             | must be a team's name",
                "[\"France\",\"Argentina\"] | [\"France\",\"France\"] | rules.lots[1] | is listed twice",
                "\"deductions\":[   | \"deductions\":{},\"d\":[ | deductions        | must be an array of at most 1000",
                "{\"team\":\"Argentina\",\"points\":1} | \"Argentina\" | deductions[1] | must be a JSON object",
                "\"team\":\"France\", |                 | deductions[0].team        | is required: the team's name, as in announcements",
                "\"team\":\"France\" | \"team\":7       | deductions[0].team        | must be a string",
                "\"points\":3,      |                   | deductions[0].points      | is required: how many are deducted",
                "\"points\":3       | \"points\":0      | deductions[0].points      | must be from 1 to 1000, and is 0",
                "\"points\":3       | \"points\":-3     | deductions[0].points      | must be from 1 to 1000, and is -3",
                "\"points\":3       | \"points\":1.5    | deductions[0].points      | must be a whole number",
                "\"fielded a suspended player\" | []    | deductions[0].reason      | must be a string",
                "\"reason\"         | \"why\"           | deductions[0].why         | its fields are points, reason, stage, team"
            })
    void violationNamesFieldAndValidValues(String old, String replacement, String field, String detail) {
        assertNull(assertViolation(BODY, old, replacement, field, detail).index());
    }

    private static Violation assertViolation(String body, String old, String replacement, String field, String detail) {
        List<Violation> violations = violations(body.replaceFirst(
                Pattern.quote(old), Matcher.quoteReplacement(replacement == null ? "" : replacement)));
        Violation violation = violations.stream()
                .filter(found -> field.equals(found.field()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(violations));
        assertThat(violation.detail(), containsString(detail));
        return violation;
    }

    @Test
    void violationNamesTheIndexInAnArray() {
        assertEquals(
                "#/deductions/1/team",
                violations(BODY.replace("\"team\":\"Argentina\",", "")).get(0).pointer());
        assertEquals(
                "#/rules/tieBreakers/1",
                violations(BODY.replace("goal difference", "luck")).get(0).pointer());
    }

    @Test
    void allViolationsAreListed() {
        assertEquals(
                List.of("sport", "name", "rules.win", "deductions[1].points"),
                violations(BODY.replace("\"football\"", "\"cricket\"")
                                .replace("\"World Cup\"", "7")
                                .replace("\"win\":3", "\"win\":\"3\"")
                                .replace("\"points\":1", "\"points\":0"))
                        .stream()
                        .map(Violation::field)
                        .toList());
    }

    @Test
    void sizesAreBounded() {
        String deductions = String.join(
                ",",
                IntStream.range(0, 1001)
                        .mapToObj(i -> "{\"team\":\"t\",\"points\":1}")
                        .toList());
        assertEquals(
                "deductions",
                violations("{\"deductions\":[" + deductions + "]}").get(0).field());
        String lots = String.join(
                ",", IntStream.range(0, 1001).mapToObj(i -> "\"t" + i + "\"").toList());
        assertEquals(
                "rules.lots",
                violations("{\"rules\":{\"lots\":[" + lots + "]}}").get(0).field());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "", "-a", "a/b"})
    void idThatIsInvalidInAPathIsRejected(String competition) {
        List<Violation> violations = assertThrows(InvalidException.class, () -> read(competition, BODY))
                .violations();
        assertEquals(List.of("id"), violations.stream().map(Violation::field).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"cup\"", "7"})
    void otherValuesThanObjectsAreRejected(String body) {
        assertEquals(List.of(new Violation(null, null, "must be a JSON object")), violations(body));
    }

    @Property(tries = 500)
    void definitionIsReadBackFromTheDatabaseAsWritten(@ForAll("definitions") CompetitionDefinition definition) {
        assertEquals(
                definition,
                CompetitionDefinitionJson.readStored(
                        Json.write(CompetitionDefinitionJson.write(definition)),
                        definition.competition(),
                        definition.revision(),
                        Sports.ALL,
                        definition.receivedAt(),
                        definition.reporter()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{\"sport\":\"cricket\"}", "{\"rules\":{\"win\":\"three\"}}"})
    void invalidStoredDefinitionIsAnError(String content) {
        assertThrows(
                IllegalStateException.class,
                () -> CompetitionDefinitionJson.readStored(content, "cup", 1, Sports.ALL, NOW, Reporter.NONE));
    }

    @Test
    void variantIsOneOfTheSports() {
        String body = "{\"sport\":\"%s\",\"variant\":\"%s\"}";
        assertEquals("nba", read("cup", body.formatted("basketball", "nba")).variant());
        assertEquals("nba", read("cup", "{\"variant\":\"nba\"}").variant());
        assertEquals(
                List.of(new Violation(null, "variant", "must be one of nba, college")),
                violations(body.formatted("basketball", "wnba")));
        assertEquals(
                List.of(new Violation(null, "variant", "must be absent: the sport has no variants")),
                violations(body.formatted("football", "nba")));
    }

    @Provide
    Arbitrary<CompetitionDefinition> definitions() {
        Arbitrary<String> names = Arbitraries.of("World Cup", "Ligue 1", "Súper \"Liga\"", "東京杯");
        Arbitrary<Deduction> deductions = Combinators.combine(
                        names, Arbitraries.integers().between(1, 1000), names.injectNull(0.5))
                .as((team, points, reason) -> new Deduction(team, points, reason, null));
        return Combinators.combine(
                        Arbitraries.longs().between(1, Long.MAX_VALUE),
                        names.injectNull(0.3),
                        Arbitraries.of(Sports.ALL.names()).injectNull(0.3),
                        rules(),
                        deductions.list().ofMaxSize(4),
                        names.list().ofMaxSize(2).injectNull(0.5))
                .as((revision, name, sport, rules, taken, inferred) -> new CompetitionDefinition(
                        "cup",
                        revision,
                        name,
                        sport,
                        "basketball".equals(sport) ? "nba" : null,
                        rules,
                        taken,
                        List.of(),
                        null,
                        inferred,
                        NOW,
                        Reporter.NONE));
    }

    public static Arbitrary<Rules> rules() {
        return Combinators.combine(
                        Arbitraries.integers()
                                .between(-1000, 1000)
                                .injectNull(0.3)
                                .list()
                                .ofSize(5),
                        Arbitraries.of(TieBreaker.class)
                                .list()
                                .uniqueElements()
                                .ofMaxSize(9)
                                .filter(list -> list.stream().skip(1).noneMatch(TieBreaker::ranks))
                                .injectNull(0.3),
                        Arbitraries.of(Rules.HeadToHead.class).injectNull(0.3),
                        Arbitraries.of("Riga", "Porto", "Łódź")
                                .list()
                                .uniqueElements()
                                .injectNull(0.3),
                        Arbitraries.maps(
                                        Arbitraries.of("Riga", "Porto", "Łódź"),
                                        Arbitraries.doubles().between(-100, 100))
                                .ofMaxSize(3)
                                .injectNull(0.3))
                .as((points, tieBreakers, mode, lots, ranking) -> new Rules(
                        points.get(0),
                        points.get(1),
                        points.get(2),
                        points.get(3),
                        points.get(4),
                        tieBreakers,
                        mode,
                        lots,
                        ranking));
    }
}
