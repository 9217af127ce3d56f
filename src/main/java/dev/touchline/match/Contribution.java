package dev.touchline.match;

import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Side;
import dev.touchline.event.Sport;
import dev.touchline.event.Sport.Points;
import java.util.Map;

/**
 * What one revision of one incident adds to its match. Adding it and taking it away again leaves nothing behind,
 * which is what makes corrections and any order of arrival come out the same.
 *
 * @param team the team it belongs to, or null
 * @param player who did it, or null
 * @param points for the score, or for the shoot-out when {@code shootout}
 * @param shootout whether it is a kick in the shoot-out
 * @param own figures of the team and the player
 * @param opponents figures of the other team
 * @param assistant the player who helped, or null
 * @param assist figures of the own team and the helper
 * @param reading what it reads off, or null
 * @param clock the time it shows the match had reached, with its period, or null
 * @param position the same in playing order, or null
 * @param mark its word on the phase, or null
 */
record Contribution(
        Side team,
        String player,
        Points points,
        boolean shootout,
        Map<String, Integer> own,
        Map<String, Integer> opponents,
        String assistant,
        Map<String, Integer> assist,
        MatchTally.ShareReading reading,
        MatchClock clock,
        Sport.Position position,
        PhaseMark mark) {

    /** A reading that does not say when yields to any that does. */
    private static final Sport.Position UNKNOWN_POSITION = new Sport.Position(-1, 0, 0);

    /** What the event adds; null if it is cancelled. */
    static Contribution of(Event event, Sport sport) {
        if (!event.counts()) {
            return null;
        }
        Sport.Kind kind = sport.kinds().get(event.type().kind());
        MatchClock clock = clockReached(event.clock(), sport, kind);
        return new Contribution(
                event.team(),
                event.player(),
                kind.points(),
                kind.shootout(),
                kind.own(event),
                kind.opponents(),
                event.assist(),
                event.assist() == null ? Map.of() : kind.assist(),
                reading(event, sport, kind),
                clock,
                clock == null ? null : sport.position(clock),
                PhaseMark.of(event, sport, kind));
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
        boolean begins = change != null && change.edge() == Sport.Edge.START;
        if (begins && !change.to().inProgress()) {
            return null; // postponed or cancelled: no time has passed
        }
        MatchClock clock = sport.resolveClock(stated, kind);
        Sport.Period period = sport.period(clock.period());
        if (begins && period != null && clock.minute() == null) {
            clock = new MatchClock(clock.period(), period.from(), 0);
        }
        return clock.period() == null ? null : clock;
    }
}
