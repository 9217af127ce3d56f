package dev.touchline.match;

import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.event.Sport;
import java.time.Instant;
import java.util.Comparator;

/**
 * One event's word on the phase of a match, and where on the match clock it stands. The phase of a match is that of
 * its last mark in playing order, so a kick-off that arrives after full time moves nothing.
 *
 * @param position where on the clock, in playing order
 * @param edge start, during or end of the period
 * @param at when it happened, which decides between marks at the same place
 * @param phase the phase after it
 */
public record PhaseMark(Sport.Position position, Sport.Edge edge, Instant at, Phase phase)
        implements Comparable<PhaseMark> {

    // At the edges of a period the minute says nothing: the start comes first and the end last, even where one agent
    // gives the minute and another does not.
    private static final Comparator<PhaseMark> ORDER = Comparator.<PhaseMark>comparingInt(
                    mark -> mark.position().period())
            .thenComparing(PhaseMark::edge)
            .thenComparing(PhaseMark::position)
            .thenComparing(PhaseMark::at)
            .thenComparing(PhaseMark::phase);

    /** The mark the event makes, or null if its kind moves no phase. */
    static PhaseMark of(Event event, Sport sport, Sport.Kind kind) {
        Sport.PhaseChange change = kind.change();
        if (change == null) {
            return null;
        }
        MatchClock clock = sport.complete(event.clock(), change.period());
        return new PhaseMark(sport.position(clock), change.edge(), event.effectiveTime(), change.to());
    }

    /** Whether the match is over with it. */
    boolean ends() {
        return phase == Phase.FINISHED || phase == Phase.ABANDONED;
    }

    @Override
    public int compareTo(PhaseMark other) {
        return ORDER.compare(this, other);
    }
}
