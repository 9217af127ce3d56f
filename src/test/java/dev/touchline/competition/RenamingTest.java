package dev.touchline.competition;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Deduction;
import dev.touchline.event.Reporter;
import dev.touchline.event.Rules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The names of one team in a competition become one name. */
class RenamingTest {

    private static final Renaming RENAMING = new Renaming(name -> "Turkey".equals(name) ? "Türkiye" : name);

    private static CompetitionDefinition definition(Map<String, Double> ranking) {
        Rules rules = new Rules(
                3, 1, 0, null, null, List.of(), Rules.HeadToHead.ONCE, List.of("Turkey", "Wales", "Türkiye"), ranking);
        return new CompetitionDefinition(
                "euro",
                1,
                null,
                "football",
                null,
                rules,
                List.of(new Deduction("Turkey", 3, null, null)),
                List.of(),
                List.of("official"),
                null,
                null,
                Reporter.NONE);
    }

    @Test
    void teamsOfRulesAndDeductionsAreRenamed() {
        CompetitionDefinition renamed = RENAMING.of(definition(Map.of("Turkey", 2.0)));
        assertEquals(List.of("Türkiye", "Wales"), renamed.rules().lots());
        assertEquals(Map.of("Türkiye", 2.0), renamed.rules().ranking());
        assertEquals("Türkiye", renamed.deductions().get(0).team());
        assertEquals(List.of("official"), renamed.reporters());
    }

    @Test
    void rankingOfTheShownNameCounts() {
        Map<String, Double> ranking = Map.of("Turkey", 2.0, "Türkiye", 1.0);
        assertEquals(
                Map.of("Türkiye", 1.0), RENAMING.of(definition(ranking)).rules().ranking());
    }

    @Test
    void allNamesAreFound() {
        assertEquals(
                Set.of("Turkey", "Türkiye", "Wales", "Peru"),
                Renaming.teams(definition(Map.of("Peru", 1.0)), List.of()));
    }
}
