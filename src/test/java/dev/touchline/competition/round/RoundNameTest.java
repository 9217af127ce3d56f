package dev.touchline.competition.round;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.competition.round.RoundName.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoundNameTest {

    @ParameterizedTest
    @CsvSource({
        "Final, FINAL",
        "The Final, FINAL",
        "Finale, FINAL",
        "Endspiel, FINAL",
        "Semi-finals, SEMI_FINAL",
        "Semifinal 2, SEMI_FINAL",
        "Halbfinale, SEMI_FINAL",
        "Demi-finales, SEMI_FINAL",
        "Halve finale, SEMI_FINAL",
        "1/2 finals, SEMI_FINAL",
        "Quarterfinals, QUARTER_FINAL",
        "Quarter-final, QUARTER_FINAL",
        "Viertelfinale, QUARTER_FINAL",
        "Quarts de finale, QUARTER_FINAL",
        "Cuartos de final, QUARTER_FINAL",
        "Round of 8, QUARTER_FINAL",
        "Round of 16, ROUND_OF",
        "Last 16, ROUND_OF",
        "Achtelfinale, ROUND_OF",
        "Huitièmes de finale, ROUND_OF",
        "Octavos de final, ROUND_OF",
        "1/8-finals, ROUND_OF",
        "Third place, PLACE",
        "Match for third place, PLACE",
        "3rd Place Play-off, PLACE",
        "Spiel um Platz 3, PLACE",
        "5th place, PLACE",
        "Semifinals 5-8, PLACE",
        "Final 5-6, PLACE",
        "5th-8th place semifinals, PLACE",
        "Places 9-16, PLACE",
        "Classification round 9-16, PLACE",
        "9.-10. Platz Playoffs, PLACE",
        "Semifinals 1-4, SEMI_FINAL",
        "Quarterfinals 3-4, QUARTER_FINAL",
        "Places 1-4, OTHER",
        "Play-offs, PLAY_OFF",
        "Play-in, PLAY_OFF",
        "Knockout round, PLAY_OFF",
        "Elimination finals, PLAY_OFF",
        "Preliminary Final, PLAY_OFF",
        "Conference Semifinals, PLAY_OFF",
        "Western Conference Finals, PLAY_OFF",
        "Final Four, PLAY_OFF",
        "Play-offs – Matchday 2, PLAY_OFF",
        "Matchday 7, MATCHDAY",
        "Week 7, MATCHDAY",
        "Final Matchday, MATCHDAY",
        "'Final, Matchday 1', FINAL",
        "League - Matchday 7, MATCHDAY",
        "7. Spieltag, MATCHDAY",
        "Journée 7, MATCHDAY",
        "Round 1, OTHER",
        "Final round, OTHER",
        "Group A, OTHER"
    })
    void nameHasItsMeaning(String text, Kind kind) {
        assertEquals(kind, RoundName.of(text).kind());
        assertEquals(kind, RoundName.of(text.toUpperCase()).kind());
    }

    @Test
    void spellingsAndLegsOfARoundAreTheSameRound() {
        for (String text : new String[] {
            "Semi-Finals", "Semifinals, 1st Leg", "Halbfinale (Rückspiel)", "SEMIFINAL - Vuelta", "Semifinals | Replays"
        }) {
            assertEquals(RoundName.of("Semifinals").key(), RoundName.of(text).key(), text);
        }
        assertEquals(RoundName.of("Last 16").key(), RoundName.of("Achtelfinale").key());
        assertEquals("Semifinals", RoundName.of("Semifinals, 1st Leg").label());
        assertEquals("", RoundName.of("Leg 2").key());
        assertEquals(
                RoundName.of("Playoffs").key(),
                RoundName.of("Play-off, Matchday 2").key());
    }

    @Test
    void numberedRoundsDiffer() {
        assertFalse(RoundName.of("Round 1").key().equals(RoundName.of("Round 2").key()));
        assertFalse(RoundName.of("Round of 32")
                .key()
                .equals(RoundName.of("Round of 64").key()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Finals", "Apertura Playoffs", "Knock-out stage", "Liguilla"})
    void nameOfAStageSuggestsAKnockOut(String stage) {
        assertTrue(RoundName.of(stage).suggestsKnockOut());
        assertFalse(RoundName.of("Apertura").suggestsKnockOut());
        assertFalse(RoundName.of("League").suggestsKnockOut());
    }
}
