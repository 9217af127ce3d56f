package dev.touchline.event;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A criterion between teams that are level on points. In a sport that counts points, goals are points. */
public enum TieBreaker {
    /** Goals for minus goals against. */
    GOAL_DIFFERENCE("goal difference"),
    /** Goals for divided by goals against. */
    GOAL_AVERAGE("goal average"),
    /** Goals for. */
    GOALS_FOR("goals for"),
    /** Matches won. */
    WINS("wins"),
    /** Points in the matches among the level teams. */
    HEAD_TO_HEAD_POINTS("head-to-head points"),
    /** Goal difference in the matches among the level teams. */
    HEAD_TO_HEAD_GOAL_DIFFERENCE("head-to-head goal difference"),
    /** Goals in the matches among the level teams. */
    HEAD_TO_HEAD_GOALS_FOR("head-to-head goals for"),
    /** Fair-play points, of which cards deduct some. */
    FAIR_PLAY("fair play"),
    /** The order of the drawn lots, from the competition's rules. */
    LOTS("drawing of lots");

    private static final List<TieBreaker> HEAD_TO_HEAD =
            List.of(HEAD_TO_HEAD_POINTS, HEAD_TO_HEAD_GOAL_DIFFERENCE, HEAD_TO_HEAD_GOALS_FOR);
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
            "headtohead", HEAD_TO_HEAD,
            "headtoheaddifference", List.of(HEAD_TO_HEAD_GOAL_DIFFERENCE),
            "headtoheadgoals", List.of(HEAD_TO_HEAD_GOALS_FOR),
            "fairplaypoints", List.of(FAIR_PLAY),
            "lots", List.of(LOTS));

    private final String code;

    TieBreaker(String code) {
        this.code = code;
    }

    /** As written in JSON: {@code goal difference}. */
    public String code() {
        return code;
    }

    /** Whether only the matches among the level teams count. */
    public boolean headToHead() {
        return HEAD_TO_HEAD.contains(this);
    }

    /**
     * Parses a criterion, ignoring case, spaces, underscores and hyphens; {@code head-to-head} is all three of them.
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
        return text.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
    }
}
