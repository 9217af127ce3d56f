package dev.touchline.weighing;

/**
 * The distance within which two reports may be of the same incident.
 *
 * @param minutes on the match clock
 * @param seconds between times, where a minute is unknown
 */
public record Window(int minutes, int seconds) {

    /** Football's, and that of every sport that declares none. */
    public static final Window DEFAULT = new Window(1, 60);
}
