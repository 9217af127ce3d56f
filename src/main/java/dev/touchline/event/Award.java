package dev.touchline.event;

import java.util.Map;

/**
 * A result that is decided at a desk, such as a forfeit. It is in the details of an event.
 *
 * @param home goals that count for the home team, as {@code away} for the other
 * @param reason a line for people, or null
 * @param against the team that the decision is against, or null
 */
public record Award(int home, int away, String reason, Side against) {

    /** More goals are a mistake. */
    public static final int MAX_GOALS = 200;

    /** Characters of a reason. */
    public static final int MAX_REASON = 200;

    /** Reads an award; null if the goals are missing or not within the bounds. */
    public static Award read(Map<String, Object> details) {
        if (!(isGoals(details.get("home")) && isGoals(details.get("away")))) {
            return null;
        }
        Side against = null;
        for (Side side : Side.values()) {
            against = side.code().equals(details.get("against")) ? side : against;
        }
        String reason = details.get("reason") instanceof String text && isReason(text) ? text.strip() : null;
        return new Award((Integer) details.get("home"), (Integer) details.get("away"), reason, against);
    }

    /** Whether the value is a number of goals within the bounds. */
    public static boolean isGoals(Object value) {
        return value instanceof Integer goals && goals >= 0 && goals <= MAX_GOALS;
    }

    /** Whether the text is one line of at most {@value #MAX_REASON} characters, and not blank. */
    public static boolean isReason(String text) {
        return !text.isBlank() && text.length() <= MAX_REASON && text.chars().noneMatch(Character::isISOControl);
    }
}
