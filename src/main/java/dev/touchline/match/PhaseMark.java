package dev.touchline.match;

import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.event.Sport;
import java.time.Instant;
import java.util.Comparator;

/**
 * One event's word on the phase of a match, and where on the match clock it stands. The phase of a match is that of
 * its last mark in playing order, so a kick-off that arrives after full time moves nothing; unless another
 * {@linkplain #overtakes overtakes} it.
 *
 * @param position where on the clock, in playing order
 * @param placed whether the clock says that; without period and minute it comes after everything else
 * @param edge start, during or end of the period
 * @param at when it happened, which decides between marks at the same place
 * @param stated whether the agent says that, and not only the receipt, before which it happened
 * @param phase the phase after it
 */
public record PhaseMark(
        Sport.Position position, boolean placed, Sport.Edge edge, Instant at, boolean stated, Phase phase)
        implements Comparable<PhaseMark> {

    // At the edges of a period the minute says nothing: the start comes first and the end last, even where one agent
    // gives the minute and another does not. The end of the match is the end of its last period, too.
    private static final Comparator<PhaseMark> ORDER = Comparator.<PhaseMark>comparingInt(
                    mark -> mark.position().period())
            .thenComparing(PhaseMark::edge)
            .thenComparing(mark -> mark.edge == Sport.Edge.END && !mark.phase.inProgress())
            .thenComparing(PhaseMark::position)
            .thenComparing(PhaseMark::at)
            .thenComparing(PhaseMark::phase)
            .thenComparing(PhaseMark::placed)
            .thenComparing(PhaseMark::stated);

    /** The mark the event makes, or null if its kind moves no phase. */
    static PhaseMark of(Event event, Sport sport, Sport.Kind kind) {
        Sport.PhaseChange change = kind.change();
        if (change == null) {
            return null;
        }
        MatchClock clock = sport.resolveClock(event.clock(), kind);
        return new PhaseMark(
                sport.position(clock),
                clock.period() != null || clock.minute() != null,
                change.edge(),
                event.effectiveTime(),
                event.occurredAt() != null,
                change.to());
    }

    /**
     * Whether this mark stands and not the other, though the other comes after it in playing order: it has to be later
     * by the agents' clocks, and one of the two not bound to a place on the match clock.
     */
    boolean overtakes(PhaseMark other) {
        if (!at.isAfter(other.at)) {
            return false;
        }
        // An end is often given the minute of normal time, and a match may be called off at any time.
        if (!phase.inProgress()) {
            return true;
        }
        if (!other.placed && other.phase.inProgress()) {
            return true;
        }
        // What was only received later may be late. What is said to have been later goes on with a match that was
        // interrupted, or whose end has no place; an end that has one is undone only by a resumption in its period.
        return stated && (!other.placed || other.interrupts() || resumes(other));
    }

    private boolean resumes(PhaseMark end) {
        return end.phase == Phase.FINISHED && edge == Sport.Edge.DURING && position.period() == end.position.period();
    }

    private boolean interrupts() {
        return phase == Phase.SUSPENDED || phase == Phase.ABANDONED;
    }

    @Override
    public int compareTo(PhaseMark other) {
        return ORDER.compare(this, other);
    }
}
