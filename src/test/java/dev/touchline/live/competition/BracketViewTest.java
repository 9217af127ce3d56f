package dev.touchline.live.competition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.competition.Stages;
import dev.touchline.competition.knockout.Bracket;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Phase;
import dev.touchline.event.Reporter;
import dev.touchline.event.Rules;
import dev.touchline.testing.StageBuilder;
import dev.touchline.testing.TableNotation;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BracketViewTest {

    @Test
    void staleLegKeepsItsPhase() {
        CompetitionDefinition cup = new CompetitionDefinition(
                "cup",
                1,
                null,
                "football",
                null,
                Rules.DEFAULT,
                List.of(),
                List.of(StageBuilder.knockOut("finals").build()),
                null,
                null,
                Instant.EPOCH,
                Reporter.NONE);
        Stages stages = Stages.of(
                cup,
                TableNotation.in("finals", "Final", 0, "Alder 1-0 Birch").stream()
                        .map(match -> TableNotation.stale(TableNotation.in(Phase.LIVE, match)))
                        .toList());
        Bracket bracket = Bracket.compute(stages, cup.rules(), List.of());
        BracketView.Tie tie =
                BracketView.of(cup, stages, bracket).rounds().get(0).ties().get(0);
        assertEquals("live", tie.legs().get(0).phase());
        assertTrue(tie.legs().get(0).stale());
        assertNull(tie.aggregate());
    }
}
