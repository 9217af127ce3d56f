package dev.touchline.live.feed;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/** Encodes Server-Sent Events (HTML Living Standard, section 9.2). */
public final class SseFrames {

    private SseFrames() {}

    // No constant: it would be created while a native executable is built, which the build refuses.
    public static Buffer heartbeat() {
        return Buffer.buffer(":\n\n");
    }

    /**
     * An event of a stream of many matches.
     *
     * @param data any JSON
     */
    public static Buffer event(String name, long position, String data) {
        return event(name, Long.toString(position), data);
    }

    /** An event of the stream of a match. */
    public static Buffer event(String name, long seq, long position, String data) {
        return event(name, seq + "-" + position, data);
    }

    /** An event for a client that has later updates already: after an id with a leading zero, a stream is not resumed. */
    public static Buffer unresumableEvent(String name, long position, String data) {
        return event(name, "0" + position, data);
    }

    private static Buffer event(String name, String id, String data) {
        return Buffer.buffer("event: " + name + "\nid: " + id + "\ndata: " + escapeLineBreaks(data) + "\n\n");
    }

    // An unescaped line break would allow a name to inject an event. JSON strings escape line breaks, and elsewhere a
    // space is equivalent; valid JSON has no NUL.
    private static String escapeLineBreaks(String json) {
        return json.replace('\n', ' ').replace('\r', ' ').replace('\0', ' ');
    }

    /** Sets the reconnection time of the client. */
    public static Buffer retry(Duration after) {
        return Buffer.buffer("retry: " + after.toMillis() + "\n:\n\n");
    }

    /** The closing frame, with the time after which the client reconnects. */
    public static Buffer closing(Duration after) {
        return Buffer.buffer("retry: " + after.toMillis() + "\n: goodbye\n\n");
    }
}
