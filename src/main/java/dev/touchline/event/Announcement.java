package dev.touchline.event;

import java.time.Instant;

/**
 * What a match is: who plays, where and when. Announcing again amends it; the latest by time of receipt stands.
 *
 * @param match the match's id
 * @param revision the time of receipt in microseconds since 1970, so that the latest wins in any order of arrival
 * @param sport the sport's name in its catalogue
 * @param competition the competition's id, or null
 * @param stage {@code Final}, {@code Matchday 3}, …, or null
 * @param group the group within the competition, or null
 * @param home the home team's name
 * @param away the away team's name
 * @param kickOff when it is to begin, or null
 * @param venue where, or null
 * @param receivedAt when Touchline received it
 */
public record Announcement(
        String match,
        long revision,
        String sport,
        String competition,
        String stage,
        String group,
        String home,
        String away,
        Instant kickOff,
        String venue,
        Instant receivedAt)
        implements MatchReport {

    /** The source of every announcement. The prefix {@code touchline:} is refused from agents. */
    public static final String SOURCE = "touchline:announcement";

    @Override
    public IncidentId incident() {
        return new IncidentId(SOURCE, match);
    }

    @Override
    public EventType type() {
        return new EventType(sport, EventType.ANNOUNCEMENT);
    }

    /** Whether the other announcement says the same, whenever it was received. */
    public boolean hasSameContent(Announcement other) {
        return other != null
                && equals(new Announcement(
                        other.match,
                        revision,
                        other.sport,
                        other.competition,
                        other.stage,
                        other.group,
                        other.home,
                        other.away,
                        other.kickOff,
                        other.venue,
                        receivedAt));
    }
}
