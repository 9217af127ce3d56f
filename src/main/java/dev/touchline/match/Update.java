package dev.touchline.match;

import dev.touchline.event.Announcement;
import dev.touchline.event.Coded;
import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import dev.touchline.event.Status;
import dev.touchline.match.tally.PeriodScore;
import dev.touchline.match.tally.Result;
import dev.touchline.match.tally.Score;
import dev.touchline.sport.Sport;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * The message about one change of a match. Announcement, shoot-out, winner and result may be null.
 *
 * @param seq the number of the change, from 1 without gaps per match
 * @param event the revision that caused it, or null
 * @param score the score after the change, as are the components up to {@code periods}
 * @param stale whether the match is in progress, but nothing was received for too long until {@code at}
 * @param text a line that is complete without the headline
 * @param at the time of storage
 */
public record Update(
        String match,
        long seq,
        Kind kind,
        Event event,
        Announcement announcement,
        Score score,
        Score shootout,
        MatchClock clock,
        Phase phase,
        Side winner,
        Result result,
        List<PeriodScore> periods,
        boolean stale,
        String title,
        String text,
        boolean notifies,
        Instant at) {

    /** The kind of change. */
    public enum Kind implements Coded {
        /** A new incident. */
        EVENT,
        /** A higher revision of a known incident. */
        CORRECTION,
        /** A higher revision that confirms a provisional incident and changes nothing else. */
        CONFIRMATION,
        /** A cancelled revision. */
        RETRACTION,
        /** A new incident that changes the phase, such as half-time or an award. */
        PHASE,
        /** A new announcement, an earlier receipt that arrives late, or a repair by a rebuild. */
        MATCH;

        static Kind of(Event event, Event previous, Sport.Kind kind) {
            if (!event.counts()) {
                return RETRACTION;
            }
            if (previous != null) {
                return confirms(event, previous) ? CONFIRMATION : CORRECTION;
            }
            return kind.change() != null || kind.awards() ? PHASE : EVENT;
        }

        private static boolean confirms(Event event, Event previous) {
            return previous.status() == Status.PROVISIONAL
                    && event.status() == Status.CONFIRMED
                    && content(event).equals(content(previous));
        }

        private static List<Object> content(Event event) {
            return Arrays.asList(
                    event.type(),
                    event.occurredAt(),
                    event.clock(),
                    event.team(),
                    event.player(),
                    event.assist(),
                    event.details());
        }
    }
}
