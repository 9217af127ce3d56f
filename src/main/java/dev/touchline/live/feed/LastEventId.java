package dev.touchline.live.feed;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of the last event that a client received.
 *
 * @param number the {@code seq} on the stream of a match, the position on a stream of many
 * @param position of the change of the match, or {@link #ANY}
 */
public record LastEventId(long number, long position) {

    /** The position of a {@code seq} that stands alone. */
    public static final long ANY = -1;

    /** An id that no stream sends: it is answered with a new snapshot. */
    private static final LastEventId UNKNOWN = new LastEventId(Long.MAX_VALUE, ANY);

    // Without leading zeros: see SseFrames.unresumableEvent.
    private static final String NUMBER = "(0|[1-9]\\d{0,17})";
    private static final Pattern POSITION = Pattern.compile(NUMBER);
    private static final Pattern SEQ = Pattern.compile(NUMBER + "(?:-" + NUMBER + ")?");

    /** The id on the stream of a match; null if the client sent none. */
    public static LastEventId ofMatch(String id) {
        if (id == null) {
            return null;
        }
        Matcher parts = SEQ.matcher(id);
        return parts.matches()
                ? new LastEventId(
                        Long.parseLong(parts.group(1)), parts.group(2) == null ? ANY : Long.parseLong(parts.group(2)))
                : UNKNOWN;
    }

    /** The id on a stream of many matches; null if the client sent none. */
    public static LastEventId ofFeed(String id) {
        return id == null ? null : POSITION.matcher(id).matches() ? new LastEventId(Long.parseLong(id), ANY) : UNKNOWN;
    }
}
