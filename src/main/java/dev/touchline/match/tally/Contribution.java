package dev.touchline.match.tally;

import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import dev.touchline.sport.Sport;
import dev.touchline.sport.Sport.Points;
import java.util.List;
import java.util.Map;

/**
 * The amounts that one revision adds to the tally of its match. Subtracting them restores the tally exactly, so that
 * corrections and reordering lead to the same result. A cancelled play adds nothing but itself.
 *
 * @param points for the score within {@code period}
 * @param reached the periods that have been played according to it
 * @param clock the time that the match had reached, with its period, or null
 */
record Contribution(
        Side team,
        String player,
        Points points,
        PlayedPeriod period,
        List<PlayedPeriod> reached,
        Map<String, Integer> own,
        Map<String, Integer> opponents,
        String assistant,
        Map<String, Integer> assist,
        MatchTally.ShareReading reading,
        MatchTally.ClockReading clock,
        PhaseMark mark,
        MatchTally.AwardReading award) {

    /** The place of a reading without a period: before all others. */
    private static final Sport.Position UNKNOWN_POSITION = new Sport.Position(-1, 0, 0);

    /** A play that was cancelled: the match was in play nevertheless. */
    private static final Contribution CANCELLED = new Contribution(
            null, null, Points.NONE, null, List.of(), Map.of(), Map.of(), null, Map.of(), null, null, null, null);

    /** Returns null if the event is a cancelled change of phase or award, or an award that cannot be read. */
    static Contribution of(Event event, Sport sport) {
        Sport.Kind kind = sport.kinds().get(event.type().kind());
        if (!event.counts()) {
            return kind.change() == null && !kind.awards() ? CANCELLED : null;
        }
        MatchTally.AwardReading award = kind.awards() ? MatchTally.AwardReading.of(event) : null;
        if (kind.awards() && award == null) {
            return null;
        }
        MatchClock clock = kind.awards() ? null : clockReached(event.clock(), sport, kind);
        PlayedPeriod period = PlayedPeriod.of(event, clock, sport, kind);
        return new Contribution(
                event.team(),
                event.player(),
                kind.points(),
                // Only kicks are points of a shoot-out.
                period.play().isShootout() && !kind.shootout() ? PlayedPeriod.unknown(sport) : period,
                reached(period, sport, kind),
                kind.own(event),
                kind.opponents(),
                event.assist(),
                event.assist() == null ? Map.of() : kind.assist(),
                reading(event, sport, kind),
                clock == null ? null : new MatchTally.ClockReading(sport.position(clock), clock),
                PhaseMark.of(event, sport, kind),
                award);
    }

    private static List<PlayedPeriod> reached(PlayedPeriod period, Sport sport, Sport.Kind kind) {
        boolean ends = kind.change() != null && kind.change().to() == Phase.FINISHED;
        if (period.name() != null || period.play() != PlayedPeriod.Play.REGULAR) {
            return period.reached(sport);
        }
        // The end of a match without a clock says that the regular periods have been played.
        return ends
                ? period.reached(sport).stream().filter(one -> one != period).toList()
                : List.of();
    }

    private static MatchTally.ShareReading reading(Event event, Sport sport, Sport.Kind kind) {
        Integer own = kind.share() == null ? null : kind.share().read(event);
        if (own == null || event.team() == null) {
            return null;
        }
        int others = kind.share().of() - own;
        boolean home = event.team() == Side.HOME;
        MatchClock clock = sport.resolveClock(event.clock(), kind);
        return new MatchTally.ShareReading(
                kind.share().figure(),
                clock.period() == null ? UNKNOWN_POSITION : sport.position(clock),
                event.effectiveTime(),
                home ? own : others,
                home ? others : own);
    }

    private static MatchClock clockReached(MatchClock stated, Sport sport, Sport.Kind kind) {
        Sport.PhaseChange change = kind.change();
        boolean starts = change != null && change.edge() == Sport.Edge.START;
        if (starts && !change.to().inProgress()) {
            return null; // postponed or cancelled: no time has passed
        }
        MatchClock clock = sport.resolveClock(stated, kind);
        Sport.Period period = sport.period(clock.period());
        if (starts && period != null && clock.minute() == null) {
            clock = new MatchClock(clock.period(), period.from(), 0);
        }
        return clock.period() == null ? null : clock;
    }
}
