package dev.touchline.weighing;

/**
 * The distance within which two reports may be of the same incident.
 *
 * @param minutes by which the minute of a report may be off; those of two reports differ by up to twice as many
 * @param seconds between times, where a minute is unknown
 */
public record Window(int minutes, int seconds) {

    /** Football's, and that of every sport that declares none. */
    public static final Window DEFAULT = new Window(1, 60);
}
