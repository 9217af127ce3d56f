package dev.touchline.match.tally;

import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.sport.Sport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A period that is counted in a tally.
 *
 * @param order its index in the sport's catalogue; the number of periods if it is unknown
 * @param name as in the catalogue, or null if it is unknown
 */
public record PlayedPeriod(int order, String name, Play play) implements Comparable<PlayedPeriod> {

    private static final Comparator<PlayedPeriod> ORDER = Comparator.comparingInt(PlayedPeriod::order)
            .thenComparing(PlayedPeriod::play)
            .thenComparing(PlayedPeriod::name, Comparator.nullsLast(Comparator.naturalOrder()));

    /** The form of play in a period. */
    enum Play {
        REGULAR,
        /** In stoppage time, counted on after the last regular period, or in overtime: the tally tells. */
        STOPPAGE_OR_OVERTIME,
        OVERTIME,
        /** Its points are a score of their own. */
        SHOOT_OUT,
        /** As a shoot-out, and the winner gets one goal in the score of the match. */
        SHOOT_OUT_FOR_A_GOAL;

        boolean isShootout() {
            return this == SHOOT_OUT || this == SHOOT_OUT_FOR_A_GOAL;
        }
    }

    /**
     * The period of an event. Kicks of the shoot-out belong to it whatever their clock.
     *
     * @param clock with its period, or null if the period is unknown
     */
    static PlayedPeriod of(Event event, MatchClock clock, Sport sport, Sport.Kind kind) {
        boolean kicks =
                kind.shootout() || kind.change() != null && kind.change().to() == Phase.SHOOTOUT;
        Sport.Period period = kicks ? sport.shootoutPeriod() : clock == null ? null : sport.period(clock.period());
        if (period == null) {
            return kicks ? new PlayedPeriod(sport.periods().size(), null, shootout(sport)) : unknown(sport);
        }
        return of(sport.periods().indexOf(period), kicks, sport).orStoppage(event, sport, kind);
    }

    /** The period of points without one. */
    static PlayedPeriod unknown(Sport sport) {
        return new PlayedPeriod(sport.periods().size(), null, Play.REGULAR);
    }

    // Stoppage time is sometimes counted on, as minute 94 without a period. Overtime ends in its last minute.
    private PlayedPeriod orStoppage(Event event, Sport sport, Sport.Kind kind) {
        Sport.PhaseChange change = kind.change();
        boolean stated = sport.period(event.clock().period()) != null
                || event.clock().stoppage() > 0
                || change != null && (change.period() != null || change.edge() == Sport.Edge.START);
        if (play != Play.OVERTIME || stated || !sport.stoppageTime()) {
            return this;
        }
        PlayedPeriod before = this;
        while (before.play == Play.OVERTIME && before.order > 0) {
            before = of(before.order - 1, false, sport);
        }
        if (change != null && change.edge() == Sport.Edge.END) {
            return event.clock().minute() < sport.periods().get(order).to() ? before : this;
        }
        return before.order == order - 1 ? new PlayedPeriod(order, name, Play.STOPPAGE_OR_OVERTIME) : this;
    }

    /** The period in a match with or without overtime. */
    PlayedPeriod decided(boolean overtime, PlayedPeriod lastRegular) {
        if (play != Play.STOPPAGE_OR_OVERTIME) {
            return this;
        }
        return overtime ? new PlayedPeriod(order, name, Play.OVERTIME) : lastRegular;
    }

    private static PlayedPeriod of(int order, boolean kicks, Sport sport) {
        Sport.Period period = sport.periods().get(order);
        // Only a period without minutes may be the shoot-out; finding it takes longer.
        boolean shootout = kicks || period.to() == null && period.equals(sport.shootoutPeriod());
        return new PlayedPeriod(
                order, period.name(), shootout ? shootout(sport) : period.overtime() ? Play.OVERTIME : Play.REGULAR);
    }

    private static Play shootout(Sport sport) {
        return sport.decision().shootoutGoal() ? Play.SHOOT_OUT_FOR_A_GOAL : Play.SHOOT_OUT;
    }

    /**
     * The periods that have been played once this one is: the regular ones before it, in overtime also the overtimes
     * before it, and itself.
     */
    List<PlayedPeriod> reached(Sport sport) {
        List<PlayedPeriod> reached = new ArrayList<>();
        for (int i = 0; i < order && i < sport.periods().size(); i++) {
            if (play == Play.OVERTIME || !sport.periods().get(i).overtime()) {
                reached.add(of(i, false, sport));
            }
        }
        reached.add(this);
        return reached;
    }

    @Override
    public int compareTo(PlayedPeriod other) {
        return ORDER.compare(this, other);
    }
}
