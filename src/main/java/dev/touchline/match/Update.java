package dev.touchline.match;

import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import dev.touchline.event.Sport;
import java.time.Instant;
import java.util.Locale;

/**
 * One change of a match, as everyone who follows it is told.
 *
 * @param match the match's id
 * @param seq the number of the change: each match counts from 1 without gaps
 * @param kind what kind of change
 * @param event the revision that made it, or null for an announcement
 * @param announcement the announcement that stands after it, or null
 * @param score after it
 * @param shootout after it, or null
 * @param clock after it
 * @param phase after it
 * @param winner after it, or null
 * @param title a headline
 * @param text a line that stands by itself
 * @param notifies whether it is worth calling people for
 * @param at the instant at which it was stored
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
        String title,
        String text,
        boolean notifies,
        Instant at) {

    /** What kind of change it was. */
    public enum Kind {
        /** Something happened. */
        EVENT,
        /** Something known was reported again in other words. */
        CORRECTION,
        /** Something known was taken back. */
        RETRACTION,
        /** Something happened that moves the match on, such as half-time. */
        PHASE,
        /** The match was announced or amended. */
        MATCH;

        static Kind of(Event event, Event previous, Sport.Kind kind) {
            if (!event.counts()) {
                return RETRACTION;
            }
            if (previous != null) {
                return CORRECTION;
            }
            return kind.change() != null ? PHASE : EVENT;
        }

        /** As written in JSON. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
