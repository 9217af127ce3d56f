package dev.touchline.match;

import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Side;
import dev.touchline.event.Sport;
import dev.touchline.event.SportCatalogue;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The text of an update.
 *
 * @param title a headline: {@code GOAL}
 * @param text a line that is complete without the headline: {@code 23' Messi (pen) · Argentina 1–0 France}
 */
public record UpdateText(String title, String text, boolean notifies) {

    private static final String SEPARATOR = " · ";
    private static final String DETAILS = "details.";
    private static final int MAX_DETAIL_LENGTH = 100;

    static UpdateText of(MatchState match) {
        Announcement announcement = match.announcement();
        String teams = announcement.home() + " – " + announcement.away();
        String text = Stream.of(teams, announcement.stage(), announcement.venue())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(SEPARATOR));
        return new UpdateText("MATCH", text, false);
    }

    static UpdateText ofRebuild(MatchState match) {
        return new UpdateText("MATCH", scoreboard(match), false);
    }

    static UpdateText of(Event event, Event previous, SportCatalogue catalogue, Update.Kind change, MatchState match) {
        Sport.Kind kind = catalogue.kind(event.type());
        String headline = kind.title() != null ? kind.title() : kind.label();
        String title =
                switch (change) {
                    case RETRACTION -> headline + " cancelled";
                    case CORRECTION -> headline + " corrected";
                    case EVENT, PHASE, MATCH -> headline;
                };
        String filled = subject(event, catalogue.sport(event.type().sport()), match.announcement());
        String fallback =
                event.player() == null || change == Update.Kind.PHASE ? kind.label() : playerName(event, kind);
        String subject = filled != null ? filled : fallback;
        String clock = change == Update.Kind.PHASE ? "" : event.clock().format();
        String text = (clock.isEmpty() ? "" : clock + " ") + subject + SEPARATOR + scoreboard(match);
        boolean notified = previous != null && notifies(previous, catalogue);
        return new UpdateText(title, text, notifies(event, catalogue) != notified);
    }

    /** The line for the timeline of a match, without score and teams. */
    public static String timelineText(Event event, Sport.Kind kind) {
        String clock = event.clock().format();
        String subject = event.player() == null ? kind.label() : kind.label() + SEPARATOR + playerName(event, kind);
        return clock.isEmpty() ? subject : clock + " " + subject;
    }

    // Cancelling a headline is a headline, correcting it is not.
    private static boolean notifies(Event event, SportCatalogue catalogue) {
        return event.counts() && catalogue.kind(event.type()).notifies();
    }

    // The first template whose values are all known, or null.
    private static String subject(Event event, Sport sport, Announcement announcement) {
        return sport.kinds().get(event.type().kind()).texts().stream()
                .map(text -> text.fill(placeholder -> value(placeholder, event, sport, announcement)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static String value(String placeholder, Event event, Sport sport, Announcement announcement) {
        Sport.Kind kind = sport.kinds().get(event.type().kind());
        return switch (placeholder) {
            case "player" -> event.player() == null ? null : playerName(event, kind);
            case "period" -> period(sport.resolveClock(event.clock(), kind), sport);
            case "assist" -> event.assist();
            case "team" -> event.team() == null ? null : teamName(event.team(), announcement);
            case "opponent" ->
                event.team() == null ? null : teamName(event.team().other(), announcement);
            default -> detail(event.details().get(placeholder.substring(DETAILS.length())));
        };
    }

    // Details may have any type and length; the text of an update is one short line.
    private static String detail(Object value) {
        if (value instanceof String || value instanceof Integer) {
            String text = value.toString().strip();
            boolean fits = !text.isEmpty() && text.length() <= MAX_DETAIL_LENGTH;
            return fits && text.chars().noneMatch(Character::isISOControl) ? text : null;
        }
        return null;
    }

    private static String period(MatchClock clock, Sport sport) {
        Sport.Period period = sport.period(clock.period());
        return period == null ? null : period.label();
    }

    private static String teamName(Side side, Announcement announcement) {
        if (announcement == null) {
            return side == Side.HOME ? "Home" : "Away";
        }
        return side == Side.HOME ? announcement.home() : announcement.away();
    }

    private static String playerName(Event event, Sport.Kind kind) {
        String mark = kind.mark(event);
        return mark == null ? event.player() : event.player() + " (" + mark + ")";
    }

    private static String scoreboard(MatchState match) {
        Announcement announcement = match.announcement();
        String home = teamName(Side.HOME, announcement);
        String away = teamName(Side.AWAY, announcement);
        Score shootout = match.tally().shootout();
        String kicks = shootout == null ? "" : " (" + shootout.format() + " in the shoot-out)";
        return home + " " + match.tally().score().format() + " " + away + kicks;
    }
}
