package dev.touchline.match;

import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Side;
import dev.touchline.event.Sport;
import dev.touchline.event.Sport.Points;
import java.util.List;

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
 * @param clock the time it shows the match had reached, with its period, or null
 * @param position the same in playing order, or null
 * @param mark its word on the phase, or null
 */
record Contribution(
        Side team,
        String player,
        Points points,
        boolean shootout,
        List<String> own,
        List<String> opponents,
        MatchClock clock,
        Sport.Position position,
        PhaseMark mark) {

    /** What the event adds; null if it is cancelled. */
    static Contribution of(Event event, Sport sport) {
        if (!event.counts()) {
            return null;
        }
        Sport.Kind kind = sport.kinds().get(event.type().kind());
        MatchClock clock = reached(event.clock(), sport, kind);
        return new Contribution(
                event.team(),
                event.player(),
                kind.points(),
                kind.shootout(),
                kind.own(),
                kind.opponents(),
                clock,
                clock == null ? null : sport.position(clock),
                PhaseMark.of(event, sport, kind));
    }

    private static MatchClock reached(MatchClock stated, Sport sport, Sport.Kind kind) {
        Sport.PhaseChange change = kind.change();
        MatchClock clock = sport.complete(stated, change == null ? null : change.period());
        boolean begins = change != null && change.edge() == Sport.Edge.START && change.period() != null;
        if (begins && !change.to().underWay()) {
            return null; // postponed or cancelled: no time has passed
        }
        if (begins && clock.minute() == null) {
            clock = new MatchClock(clock.period(), sport.period(change.period()).from(), 0);
        }
        return clock.period() == null ? null : clock;
    }
}
