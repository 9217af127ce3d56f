package dev.touchline.match;

/** Points of both teams. */
public record Score(int home, int away) {
    /** For a text between two team names: {@code 1–0}. */
    String format() {
        return home + "–" + away;
    }
}
