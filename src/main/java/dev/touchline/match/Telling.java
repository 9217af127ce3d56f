package dev.touchline.match;

import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.Sport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The words for a change.
 *
 * @param title a headline: {@code GOAL}
 * @param text a line that stands by itself: {@code 23' Messi (pen) · Argentina 1–0 France}
 * @param notifies whether it is worth calling people for
 */
public record Telling(String title, String text, boolean notifies) {

    private static final String SEPARATOR = " · ";

    static Telling of(MatchState match) {
        Announcement announcement = match.announcement();
        List<String> parts = new ArrayList<>();
        parts.add(announcement.home() + " – " + announcement.away());
        if (announcement.stage() != null) {
            parts.add(announcement.stage());
        }
        if (announcement.venue() != null) {
            parts.add(announcement.venue());
        }
        return new Telling("MATCH", String.join(SEPARATOR, parts), false);
    }

    static Telling of(Event event, Event previous, Sport sport, Update.Kind change, MatchState match) {
        Sport.Kind kind = sport.kinds().get(event.type().kind());
        String headline = kind.title() != null ? kind.title() : kind.label();
        String title =
                switch (change) {
                    case RETRACTION -> headline + " cancelled";
                    case CORRECTION -> headline + " corrected";
                    case EVENT, PHASE, MATCH -> headline;
                };
        String what = change == Update.Kind.PHASE || event.player() == null ? kind.label() : who(event, kind);
        String clock = change == Update.Kind.PHASE ? "" : event.clock().written();
        String text = (clock.isEmpty() ? "" : clock + " ") + what + SEPARATOR + board(match);
        return new Telling(title, text, notifies(event, sport) != (previous != null && notifies(previous, sport)));
    }

    /** The line for a timeline, which stands among others and so needs neither score nor teams. */
    public static String inTimeline(Event event, Sport.Kind kind) {
        String clock = event.clock().written();
        String what = event.player() == null ? kind.label() : kind.label() + SEPARATOR + who(event, kind);
        return clock.isEmpty() ? what : clock + " " + what;
    }

    // What people were called for is worth a second call when it is taken back, but not when it is put in other words.
    private static boolean notifies(Event event, Sport sport) {
        return event.counts() && sport.kinds().get(event.type().kind()).notifies();
    }

    private static String who(Event event, Sport.Kind kind) {
        String mark = kind.mark();
        for (Map.Entry<String, String> byDetail : kind.marks().entrySet()) {
            if (Boolean.TRUE.equals(event.details().get(byDetail.getKey()))) {
                mark = byDetail.getValue();
            }
        }
        return mark == null ? event.player() : event.player() + " (" + mark + ")";
    }

    private static String board(MatchState match) {
        Announcement announcement = match.announcement();
        String home = announcement == null ? "Home" : announcement.home();
        String away = announcement == null ? "Away" : announcement.away();
        Score shootout = match.tally().shootout();
        String kicks = shootout == null ? "" : " (" + shootout.written() + " pens)";
        return home + " " + match.tally().score().written() + " " + away + kicks;
    }
}
