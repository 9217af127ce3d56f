package dev.touchline.live.feed;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/** Server-Sent Events as they go over the wire (HTML Living Standard, section 9.2). */
public final class SseFrames {

    private SseFrames() {}

    /** Says that the stream lives. */
    // Made each time: a buffer that is kept in a constant would be made while a native image is built, which refuses
    // it.
    public static Buffer heartbeat() {
        return Buffer.buffer(":\n\n");
    }

    /**
     * An event.
     *
     * @param data JSON, whatever is in it
     */
    public static Buffer event(String name, long id, String data) {
        return Buffer.buffer("event: " + name + "\nid: " + id + "\ndata: " + escapeLineBreaks(data) + "\n\n");
    }

    // A line end that gets through would let a name begin an event of its own. JSON has them escaped within texts, and
    // anywhere else a space says the same; NUL has no place in it at all.
    private static String escapeLineBreaks(String json) {
        return json.replace('\n', ' ').replace('\r', ' ').replace('\0', ' ');
    }

    /** Asks the client to wait so long before it comes back. */
    public static Buffer retry(Duration after) {
        return Buffer.buffer("retry: " + after.toMillis() + "\n:\n\n");
    }

    /** Asks the client to come back after so long, since the stream ends here. */
    public static Buffer closing(Duration after) {
        return Buffer.buffer("retry: " + after.toMillis() + "\n: goodbye\n\n");
    }
}
