package dev.touchline.match;

/** Points of both teams. */
public record Score(int home, int away) {
    public static final Score NIL = new Score(0, 0);

    /** As written between two names: {@code 1–0}. */
    public String format() {
        return home + "–" + away;
    }
}
