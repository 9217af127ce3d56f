package dev.touchline.match;

import dev.touchline.event.Announcement;
import dev.touchline.event.Award;
import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Side;
import dev.touchline.match.tally.DecidedBy;
import dev.touchline.match.tally.Result;
import dev.touchline.match.tally.Score;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
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
    /** In an award, home and away are shown by the names of the teams. */
    private static final String AGAINST = "details.against";

    private static final int MAX_DETAIL_LENGTH = 100;

    static UpdateText of(MatchState match) {
        Announcement announcement = match.announcement();
        String teams = announcement.home() + " – " + announcement.away();
        String text = Stream.of(teams, announcement.stage(), announcement.round(), announcement.venue())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(SEPARATOR));
        return new UpdateText("MATCH", text, false);
    }

    static UpdateText ofScore(MatchState match) {
        return new UpdateText("MATCH", scoreboard(match, null), false);
    }

    static UpdateText of(Event event, Event previous, SportCatalogue catalogue, Update.Kind change, MatchState match) {
        Sport.Kind kind = catalogue.kind(event.type());
        String headline = kind.title() != null ? kind.title() : kind.label();
        String title =
                switch (change) {
                    case RETRACTION -> headline + " cancelled";
                    case CORRECTION -> headline + " corrected";
                    case EVENT, CONFIRMATION, PHASE, MATCH -> headline;
                };
        Sport sport = catalogue.sport(event.type().sport());
        String filled = subject(event, sport, match.announcement());
        boolean phase = change == Update.Kind.PHASE || change == Update.Kind.CONFIRMATION && kind.change() != null;
        String fallback = event.player() == null || phase ? kind.label() : playerName(event, kind);
        String subject = filled != null ? filled : fallback;
        String clock = phase ? "" : event.clock().format();
        String text = (clock.isEmpty() ? "" : clock + " ") + subject + SEPARATOR + scoreboard(match, sport);
        // Cancelling a headline is a headline, correcting it is not.
        boolean notified = previous != null && match.notifiesOf(previous, catalogue.kind(previous.type()));
        return new UpdateText(title, text, match.notifiesOf(event, kind) != notified);
    }

    /** The line for the timeline of a match, without score and teams. */
    public static String timelineText(Event event, Sport.Kind kind) {
        String clock = event.clock().format();
        Award award = kind.awards() ? Award.read(event.details()) : null;
        String what =
                award == null ? kind.label() : kind.label() + " " + new Score(award.home(), award.away()).format();
        String subject = event.player() == null ? what : what + SEPARATOR + playerName(event, kind);
        return clock.isEmpty() ? subject : clock + " " + subject;
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
            default ->
                kind.awards() && placeholder.equals(AGAINST)
                        ? against(event, announcement)
                        : detail(event.details().get(placeholder.substring(DETAILS.length())));
        };
    }

    // Details may have any type and length; the text of an update is one short line.
    private static String detail(Object value) {
        if (value instanceof String || value instanceof Integer) {
            String text = value.toString().strip();
            return text.isEmpty() || text.chars().anyMatch(Character::isISOControl) ? null : shortened(text);
        }
        return null;
    }

    private static String shortened(String text) {
        boolean fits = text.codePointCount(0, text.length()) <= MAX_DETAIL_LENGTH;
        return fits
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_DETAIL_LENGTH - 1))
                                .strip() + "…";
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

    private static String against(Event event, Announcement announcement) {
        Award award = Award.read(event.details());
        return award == null || award.against() == null ? null : teamName(award.against(), announcement);
    }

    // Without a sport, the mark of the result is omitted.
    private static String scoreboard(MatchState match, Sport sport) {
        Announcement announcement = match.announcement();
        String home = teamName(Side.HOME, announcement);
        String away = teamName(Side.AWAY, announcement);
        Result result = match.tally().result();
        Score score = result == null ? match.tally().score() : result.score();
        String shown = home + " " + score.format() + " " + away;
        if (result != null && result.decidedBy() == DecidedBy.AWARD) {
            return shown + ", awarded";
        }
        String mark = result == null || sport == null ? null : mark(result.decidedBy(), sport.decision());
        Score shootout = match.tally().shootout();
        String kicks = shootout == null ? "" : " (" + shootout.format() + " in the shoot-out)";
        return shown + (mark == null ? "" : " " + mark) + kicks;
    }

    private static String mark(DecidedBy decidedBy, Sport.Decision decision) {
        return switch (decidedBy) {
            case EXTRA_TIME -> decision.overtime();
            case SHOOT_OUT -> decision.shootout();
            case REGULATION, AWARD -> null;
        };
    }
}
