package dev.touchline.event;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * The teams of a match, its place and its time. A later announcement, by time of receipt, replaces an earlier one;
 * {@link Ownership} says whose announcements count.
 * Competition, stage, round, group, kick-off and venue may be null.
 *
 * @param revision the time of receipt in microseconds since 1970, so that the latest wins in any order of arrival
 * @param stage the id or name of a declared stage, or text
 * @param reporters the sources whose reports are weighed, highest first: names, or beginnings of names and {@code *}. Empty if
 *     every report counts, whatever the competition declares; null if the competition decides
 * @param round {@code Quarterfinals}, {@code Matchday 3}, …
 */
public record Announcement(
        String match,
        long revision,
        String sport,
        String competition,
        String stage,
        String round,
        String group,
        String home,
        String away,
        Instant kickOff,
        String venue,
        List<String> reporters,
        Instant receivedAt,
        Reporter reporter)
        implements MatchReport {

    /** The beginning of the source of every announcement. Agents may not use the prefix {@code touchline:}. */
    public static final String SOURCE = "touchline:announcement";

    @Override
    public IncidentId incident() {
        return new IncidentId(reporter.source(SOURCE), match);
    }

    @Override
    public EventType type() {
        return new EventType(sport, EventType.ANNOUNCEMENT);
    }

    /** Whether both announcements are equal, apart from revision and time of receipt. */
    public boolean hasSameContent(Announcement other) {
        return other != null && content().equals(other.content());
    }

    private List<Object> content() {
        return Arrays.asList(match, sport, competition, stage, round, group, home, away, kickOff, venue, reporters);
    }
}
