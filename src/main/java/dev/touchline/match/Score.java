package dev.touchline.match;

/** Points of both teams. */
public record Score(int home, int away) {
    static final Score NIL = new Score(0, 0);

    /** As written between two names: {@code 1–0}. */
    String format() {
        return home + "–" + away;
    }
}
