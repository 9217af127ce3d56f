package dev.touchline.codec.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.competition.CompetitionDefinitionJsonTest;
import dev.touchline.event.Rules;
import dev.touchline.event.TieBreaker;
import dev.touchline.json.FieldReader;
import dev.touchline.json.Json;
import dev.touchline.json.Violation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Violations are tested in {@link CompetitionDefinitionJsonTest} and {@link CatalogueReaderTest}. */
class RulesJsonTest {

    private final List<Violation> violations = new ArrayList<>();

    private Rules read(ObjectNode object) {
        return RulesJson.read(new FieldReader(object, null, violations));
    }

    private Rules read(String json) {
        return read((ObjectNode) Json.parse(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Property(tries = 500)
    void rulesAreReadBackAsWritten(@ForAll("rules") Rules rules) {
        violations.clear();
        assertEquals(rules, read(RulesJson.write(rules)));
        assertEquals(List.of(), violations);
    }

    @Provide
    Arbitrary<Rules> rules() {
        return CompetitionDefinitionJsonTest.rules();
    }

    @Test
    void unspecifiedRulesAreOmitted() {
        assertEquals(Json.MAPPER.createObjectNode(), RulesJson.write(Rules.UNSPECIFIED));
        assertEquals(Rules.UNSPECIFIED, read("{}"));
    }

    @Test
    void specifiedRulesAreWritten() {
        assertEquals(
                "{\"win\":2,\"draw\":1,\"loss\":0,\"overtimeWin\":3,\"overtimeLoss\":-1,"
                        + "\"tieBreakers\":[\"goal difference\",\"drawing of lots\"],\"headToHead\":\"once\","
                        + "\"lots\":[\"Riga\"],\"ranking\":{\"Riga\":1.5}}",
                Json.write(RulesJson.write(new Rules(
                        2,
                        1,
                        0,
                        3,
                        -1,
                        List.of(TieBreaker.GOAL_DIFFERENCE, TieBreaker.LOTS),
                        Rules.HeadToHead.ONCE,
                        List.of("Riga"),
                        Map.of("Riga", 1.5)))));
    }

    @Test
    void tieBreakersMayBeEmpty() {
        assertEquals(List.of(), read("{\"tieBreakers\":[]}").tieBreakers());
        assertEquals(List.of(), read("{\"tieBreakers\":[\"points\"]}").tieBreakers());
        assertEquals(List.of(), violations);
    }

    @Test
    void onlyTheFirstTieBreakerMayRankTeamsInsteadOfPoints() {
        assertEquals(
                List.of(TieBreaker.POINTS_PER_MATCH, TieBreaker.WINS),
                read("{\"tieBreakers\":[\"points per match\",\"wins\"]}").tieBreakers());
        assertEquals(List.of(), violations);
        read("{\"tieBreakers\":[\"points\",\"points per match\"]}");
        assertEquals("tieBreakers[1]", violations.get(0).field());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"Riga\"]", "{\"Riga\":\"high\"}", "{\"Riga\":null}", "{\"Riga\":1e10}", "{\"\":1}"})
    void rankingHasANumberForEachTeam(String ranking) {
        read("{\"ranking\":" + ranking + "}");
        assertEquals(
                List.of("ranking"), violations.stream().map(Violation::field).toList());
    }

    @Test
    void tieBreakersAreReadInAnySpelling() {
        assertEquals(
                List.of(TieBreaker.GOALS_FOR, TieBreaker.FAIR_PLAY, TieBreaker.LOTS),
                read("{\"tieBreakers\":[\"goalsFor\",\"Fair-play points\",\"lots\"]}")
                        .tieBreakers());
        assertEquals(List.of(), violations);
    }
}
