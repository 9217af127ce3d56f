package dev.touchline.event;

import static dev.touchline.event.TieBreaker.Matches.ALL;
import static dev.touchline.event.TieBreaker.Matches.AWAY;
import static dev.touchline.event.TieBreaker.Matches.GROUP;
import static dev.touchline.event.TieBreaker.Matches.HEAD_TO_HEAD;
import static dev.touchline.event.TieBreaker.Matches.HEAD_TO_HEAD_AWAY;
import static dev.touchline.event.TieBreaker.Matches.NONE;
import static dev.touchline.event.TieBreaker.Matches.OPPONENTS;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A criterion between teams that are level: a figure, and the matches over which it is counted. In a sport that counts
 * points, goals are points.
 */
public enum TieBreaker {
    GOAL_DIFFERENCE("goal difference", ALL, Figure.GOAL_DIFFERENCE),
    GOAL_AVERAGE("goal average", ALL, Figure.GOAL_AVERAGE),
    GOALS_FOR("goals for", ALL, Figure.GOALS_FOR),
    WINS("wins", ALL, Figure.WINS),
    HEAD_TO_HEAD_POINTS("head-to-head points", HEAD_TO_HEAD, Figure.POINTS),
    HEAD_TO_HEAD_GOAL_DIFFERENCE("head-to-head goal difference", HEAD_TO_HEAD, Figure.GOAL_DIFFERENCE),
    HEAD_TO_HEAD_GOALS_FOR("head-to-head goals for", HEAD_TO_HEAD, Figure.GOALS_FOR),
    HEAD_TO_HEAD_AWAY_GOALS("head-to-head away goals", HEAD_TO_HEAD_AWAY, Figure.GOALS_FOR),
    HEAD_TO_HEAD_WINNING_PERCENTAGE("head-to-head winning percentage", HEAD_TO_HEAD, Figure.WINNING_PERCENTAGE),
    HEAD_TO_HEAD_POINTS_PER_MATCH("head-to-head points per match", HEAD_TO_HEAD, Figure.POINTS_PER_MATCH),
    POINTS_PER_MATCH("points per match", ALL, Figure.POINTS_PER_MATCH),
    WINNING_PERCENTAGE("winning percentage", ALL, Figure.WINNING_PERCENTAGE),
    /** In a stage with declared groups, such as conferences. */
    GROUP_WINNING_PERCENTAGE("group winning percentage", GROUP, Figure.WINNING_PERCENTAGE),
    /** Matches won without overtime and shoot-out (NHL: RW). */
    REGULATION_WINS("regulation wins", ALL, Figure.REGULATION_WINS),
    /** Matches won without a shoot-out (NHL: ROW). */
    REGULATION_AND_OVERTIME_WINS("regulation and overtime wins", ALL, Figure.REGULATION_AND_OVERTIME_WINS),
    AWAY_GOAL_DIFFERENCE("away goal difference", AWAY, Figure.GOAL_DIFFERENCE),
    AWAY_GOALS("away goals", AWAY, Figure.GOALS_FOR),
    AWAY_WINS("away wins", AWAY, Figure.WINS),
    OPPONENTS_POINTS("opponents' points", OPPONENTS, Figure.POINTS),
    OPPONENTS_GOAL_DIFFERENCE("opponents' goal difference", OPPONENTS, Figure.GOAL_DIFFERENCE),
    OPPONENTS_GOALS("opponents' goals", OPPONENTS, Figure.GOALS_FOR),
    /** The points that halving took from the team, or gave to it (Austrian Bundesliga, Belgian Pro League). */
    POINTS_BEFORE_ROUNDING("points before rounding", ALL, Figure.ROUNDED_OFF),
    /** Fair-play points, of which cards deduct some. */
    FAIR_PLAY("fair play", ALL, Figure.FAIR_PLAY),
    /** The points of a ranking or the coefficients of a federation, from the competition's rules. */
    RANKING("ranking", NONE, null),
    /** The order of the drawn lots, from the competition's rules. */
    LOTS("drawing of lots", NONE, null);

    /** The matches over which a figure is counted. */
    public enum Matches {
        ALL,
        AWAY,
        /** The matches among the teams of the table. */
        GROUP,
        /** The matches among the level teams. */
        HEAD_TO_HEAD,
        HEAD_TO_HEAD_AWAY,
        /** All matches of the team's opponents, each opponent once. */
        OPPONENTS,
        /** The rules have the values. */
        NONE
    }

    /** A number of which more is better. */
    public enum Figure {
        POINTS,
        POINTS_PER_MATCH,
        /** Wins and half of the draws, divided by the matches. */
        WINNING_PERCENTAGE,
        GOAL_DIFFERENCE,
        GOAL_AVERAGE,
        GOALS_FOR,
        WINS,
        REGULATION_WINS,
        REGULATION_AND_OVERTIME_WINS,
        FAIR_PLAY,
        ROUNDED_OFF
    }

    /** The criteria of a sport that sets no rules. */
    static final List<TieBreaker> DEFAULT = List.of(
            GOAL_DIFFERENCE,
            GOALS_FOR,
            HEAD_TO_HEAD_POINTS,
            HEAD_TO_HEAD_GOAL_DIFFERENCE,
            HEAD_TO_HEAD_GOALS_FOR,
            LOTS);

    /** By normalized text. */
    private static final Map<String, List<TieBreaker>> SYNONYMS = Map.of(
            "headtohead",
            List.of(HEAD_TO_HEAD_POINTS, HEAD_TO_HEAD_GOAL_DIFFERENCE, HEAD_TO_HEAD_GOALS_FOR),
            "headtoheaddifference",
            List.of(HEAD_TO_HEAD_GOAL_DIFFERENCE),
            "headtoheadgoals",
            List.of(HEAD_TO_HEAD_GOALS_FOR),
            "fairplaypoints",
            List.of(FAIR_PLAY),
            "disciplinarypoints",
            List.of(FAIR_PLAY),
            "coefficient",
            List.of(RANKING),
            "lots",
            List.of(LOTS));

    private final String code;
    private final Matches matches;
    private final Figure figure;

    TieBreaker(String code, Matches matches, Figure figure) {
        this.code = code;
        this.matches = matches;
        this.figure = figure;
    }

    /** As written in JSON: {@code goal difference}. */
    public String code() {
        return code;
    }

    /** The matches that count. */
    public Matches matches() {
        return matches;
    }

    /** The number that is compared; null if the rules have the values. */
    public Figure figure() {
        return figure;
    }

    /** Whether only the matches among the level teams count. */
    public boolean headToHead() {
        return matches == HEAD_TO_HEAD || matches == HEAD_TO_HEAD_AWAY;
    }

    /** Whether the teams are ranked by it instead of by points if it is the first criterion. */
    public boolean ranks() {
        return this == POINTS_PER_MATCH || this == WINNING_PERCENTAGE;
    }

    /**
     * Parses a criterion, ignoring case, spaces, underscores, hyphens and apostrophes; {@code head-to-head} is points,
     * goal difference and goals for of head-to-head.
     *
     * @return the criteria; empty if the text is none
     */
    public static List<TieBreaker> parse(String text) {
        String normalized = normalize(text);
        return Stream.of(values())
                .filter(tieBreaker -> normalize(tieBreaker.code).equals(normalized))
                .findFirst()
                .map(List::of)
                .orElse(SYNONYMS.getOrDefault(normalized, List.of()));
    }

    private static String normalize(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[ _'’-]", "");
    }
}
