package dev.touchline.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.touchline.coverage.Coverage.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CoverageTest {

    private static final Limits LIMITS = new Limits(Duration.ofMinutes(2), Duration.ofMinutes(5));
    private static final Instant NOW = Instant.parse("2031-05-01T16:00:00Z");

    /** The coverage led by the first source, each heard the number of seconds ago. */
    private static Coverage coverage(String leader, int... secondsAgo) {
        List<Heard> heard = new ArrayList<>();
        for (int seconds : secondsAgo) {
            heard.add(new Heard(String.valueOf((char) ('a' + heard.size())), NOW.minusSeconds(seconds)));
        }
        return Coverage.of(leader, heard, LIMITS, NOW);
    }

    @Test
    void stateIsThatOfTheLeaderAndChangesWithTimeAlone() {
        assertEquals(State.LIVE, coverage("a", 119).state());
        assertEquals(State.DELAYED, coverage("a", 120).state());
        assertEquals(State.DELAYED, coverage("a", 299, 10).state());
        assertEquals(State.LOST, coverage("a", 300, 10).state());
        assertEquals(State.LIVE, coverage("b", 300, 10).state());
        assertEquals(
                List.of(State.LOST, State.LIVE, State.DELAYED),
                coverage("b", 300, 10, 150).sources().stream()
                        .map(Coverage.Source::state)
                        .toList());
    }

    @Test
    void silenceBeginsWhenTheLeaderWasLastHeard() {
        assertNull(coverage("a", 119).since());
        assertEquals(NOW.minusSeconds(120), coverage("a", 120).since());
        assertEquals(NOW.minusSeconds(9_000), coverage("a", 9_000, 3).since());
    }

    @Test
    void nextChangeIsThatOfAnySource() {
        assertEquals(NOW.plusSeconds(20), coverage("a", 100).changesAt());
        assertEquals(NOW.plusSeconds(10), coverage("a", 100, 290).changesAt());
        assertEquals(NOW.plusSeconds(119), coverage("a", 9_000, 1).changesAt());
        assertNull(coverage("a", 300, 301).changesAt());
    }

    @Test
    void matchWithoutAnyReporterIsLost() {
        Coverage nobody = coverage(null);
        assertEquals(State.LOST, nobody.state());
        assertNull(nobody.since());
        assertNull(nobody.changesAt());
        assertEquals(Optional.empty(), nobody.successor());
        assertEquals(State.LOST, coverage("unheard", 1).state());
    }

    @Test
    void lostLeaderIsSucceededByTheHighestLiveSource() {
        assertEquals(Optional.of("b"), coverage("a", 300, 10, 1).successor());
        assertEquals(Optional.of("c"), coverage("a", 300, 150, 1).successor());
    }

    @Test
    void delayedLeaderStays() {
        assertEquals(Optional.empty(), coverage("a", 299, 1).successor());
    }

    @Test
    void silenceOfAllChangesNothing() {
        assertEquals(Optional.empty(), coverage("a", 300, 300).successor());
        assertEquals(Optional.empty(), coverage("a", 300, 120).successor());
        assertEquals(Optional.empty(), coverage("b", 300, 300, 300).successor());
    }

    @Test
    void higherSourceThatReturnsSucceedsALiveLeader() {
        assertEquals(Optional.of("a"), coverage("b", 1, 1).successor());
        assertEquals(Optional.of("b"), coverage("c", 300, 5, 1).successor());
        assertEquals(Optional.empty(), coverage("b", 120, 1, 1).successor(), "it has not been heard from lately");
    }

    @Test
    void lostReporterMustBeDelayedBefore() {
        assertThrows(IllegalArgumentException.class, () -> new Limits(Duration.ofMinutes(2), Duration.ofMinutes(1)));
    }
}
