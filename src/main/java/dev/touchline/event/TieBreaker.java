package dev.touchline.event;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What decides between teams that are level on points. Goals are points in a sport that counts points. */
public enum TieBreaker {
    /** Goals for less goals against. */
    GOAL_DIFFERENCE("goal difference"),
    /** Goals for divided by goals against. */
    GOAL_AVERAGE("goal average"),
    /** Goals for. */
    GOALS_FOR("goals for"),
    /** Matches won. */
    WINS("wins"),
    /** Points in the matches among those who are level. */
    HEAD_TO_HEAD_POINTS("head-to-head points"),
    /** Goal difference in the matches among those who are level. */
    HEAD_TO_HEAD_GOAL_DIFFERENCE("head-to-head goal difference"),
    /** Goals in the matches among those who are level. */
    HEAD_TO_HEAD_GOALS_FOR("head-to-head goals for"),
    /** The higher sum of fair-play points, of which cards cost some. */
    FAIR_PLAY("fair play"),
    /** The order in which the lots were drawn, declared with the competition's rules. */
    LOTS("drawing of lots");

    private static final List<TieBreaker> HEAD_TO_HEAD =
            List.of(HEAD_TO_HEAD_POINTS, HEAD_TO_HEAD_GOAL_DIFFERENCE, HEAD_TO_HEAD_GOALS_FOR);
    /** Words that mean the same, without case, spaces and hyphens. */
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

    /** Whether it looks only at the matches among those who are level. */
    public boolean headToHead() {
        return HEAD_TO_HEAD.contains(this);
    }

    /**
     * Reads one, whatever its case, spaces and hyphens; {@code head-to-head} is all three of them.
     *
     * @return what it means, or nothing if it means nothing
     */
    public static List<TieBreaker> parse(String written) {
        String bare = normalize(written);
        return Stream.of(values())
                .filter(tieBreaker -> normalize(tieBreaker.code).equals(bare))
                .findFirst()
                .map(List::of)
                .orElse(SYNONYMS.getOrDefault(bare, List.of()));
    }

    private static String normalize(String words) {
        return words.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
    }
}
