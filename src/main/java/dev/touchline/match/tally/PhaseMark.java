package dev.touchline.match.tally;

import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.sport.Sport;
import java.time.Instant;
import java.util.List;

/**
 * A phase change and its place on the match clock. The phase of a match is that of its last mark in playing order, so a
 * kick-off that arrives after full time has no effect; but a mark may be {@linkplain #overtakes overtaken}.
 *
 * @param placed whether period or minute is known; without them the mark comes last
 * @param at the time of the event, which orders marks of the same place
 * @param stated whether {@code at} is the agent's time; otherwise it is the time of receipt
 * @param receivedAt the time of receipt
 */
public record PhaseMark(
        Sport.Position position,
        boolean placed,
        Sport.Edge edge,
        Instant at,
        boolean stated,
        Instant receivedAt,
        Phase phase)
        implements Comparable<PhaseMark> {

    /** Returns null if the event's kind changes no phase. */
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
                event.receivedAt(),
                change.to());
    }

    private boolean endsMatch() {
        return edge == Sport.Edge.END && !phase.inProgress();
    }

    /**
     * The values by which marks are ordered, one after the other. A start comes first and an end last in its period,
     * whatever minute the agents give or omit. The end of the match comes after the end of its last period.
     */
    List<Long> key() {
        return List.of(
                (long) position.period(),
                (long) edge.ordinal(),
                endsMatch() ? 1L : 0L,
                (long) position.minute(),
                (long) position.stoppage(),
                at.getEpochSecond(),
                (long) at.getNano(),
                (long) phase.ordinal(),
                placed ? 1L : 0L,
                stated ? 1L : 0L,
                receivedAt.getEpochSecond(),
                (long) receivedAt.getNano());
    }

    /**
     * Whether this mark counts although the other comes after it in playing order: it must be later in time, and the
     * place of one of them must be uncertain. An end overtakes a shoot-out of the same time, too.
     */
    boolean overtakes(PhaseMark other) {
        if (at.equals(other.at)) {
            // A shoot-out has no minutes: an end of the same batch has the minute at which play ended before it.
            return other.phase == Phase.SHOOTOUT && edge != Sport.Edge.START && !phase.inProgress();
        }
        if (at.isBefore(other.at)) {
            return false;
        }
        // Ends are often reported with the minute of normal time, and a match may be called off at any time.
        if (!phase.inProgress() || !other.placed && other.phase.inProgress()) {
            return true;
        }
        // A later receipt may only be a delay. A later agent's time resumes an interrupted match, or one whose end has
        // no place; an end with a place is undone only by a resumption in the same period.
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
        return TallyKeys.ORDER.compare(key(), other.key());
    }
}
