package dev.touchline.event;

import java.time.Instant;
import java.util.List;

/**
 * The players of both teams of a match. The last one by time of receipt that the owner of the match or an administrator sent
 * counts. A team that is not announced is null.
 */
public record LineUp(String match, Team home, Team away, Instant receivedAt, Reporter reporter)
        implements MatchStatement {

    /** The beginning of the source of every line-up. */
    public static final String SOURCE = "touchline:line-up";

    /** The type of every line-up. */
    public static final EventType TYPE = new EventType(SPORT, "line-up");

    /** Players of a team, on the pitch and on the bench. */
    public static final int MAX_PLAYERS = 60;

    /** The highest number on a shirt. */
    public static final int MAX_NUMBER = 999;

    /**
     * The players of a team. Formation and coach may be null.
     *
     * @param formation lines from the back to the front: {@code 4-3-3}
     */
    public record Team(String formation, String coach, List<Player> players) {}

    /**
     * A player. One of name and id is not null.
     *
     * @param number the number on the shirt, unique within the team, or null
     * @param name as in reports
     * @param id of the player's own names and aliases
     * @param position a word of the sport, such as {@code goalkeeper}, or null
     * @param starting whether the player starts, or is on the bench
     */
    public record Player(Integer number, String name, String id, String position, boolean starting) {}

    @Override
    public IncidentId incident() {
        return new IncidentId(reporter.source(SOURCE), match);
    }

    @Override
    public EventType type() {
        return TYPE;
    }
}
