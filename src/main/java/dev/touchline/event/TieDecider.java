package dev.touchline.event;

import java.util.List;

/** A criterion that decides a tie whose teams are level on aggregate. */
public enum TieDecider implements Coded {
    /** More goals away from home. */
    AWAY_GOALS("away goals"),
    /** Extra time of the last leg; its goals count in the aggregate. */
    EXTRA_TIME("extra time"),
    /** The shoot-out of the last leg. */
    PENALTIES("penalties"),
    /** The better place in the table of another stage. */
    BETTER_PLACE("better place"),
    /** A decision that the competition's definition lists. */
    DECISION("decision");

    /** The criteria of a knock-out that declares none. */
    public static final List<TieDecider> DEFAULT = List.of(EXTRA_TIME, PENALTIES, DECISION);

    private final String code;

    TieDecider(String code) {
        this.code = code;
    }

    @Override
    public String code() {
        return code;
    }
}
