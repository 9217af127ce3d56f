package dev.touchline.live.cache;

import io.quarkus.runtime.util.HashUtil;
import java.nio.charset.StandardCharsets;

/**
 * An encoded JSON response.
 *
 * @param tag a strong entity tag (RFC 9110, section 8.8.3): it identifies these bytes; with its quotes
 */
public record EncodedResponse(byte[] json, String tag) {

    private static final int TAG_LENGTH = 16;

    public static EncodedResponse withContentTag(byte[] json) {
        return new EncodedResponse(json, quoted(digest(json)));
    }

    /**
     * For a match.
     *
     * @param id of the match, with everything but its seq that its content depends on
     */
    public static EncodedResponse withSeqTag(String id, long seq, byte[] json) {
        // Hashed because an id may contain characters that a header must not.
        return new EncodedResponse(json, quoted(seq + "-" + digest(id.getBytes(StandardCharsets.UTF_8))));
    }

    private static String quoted(String tag) {
        return '"' + tag + '"';
    }

    private static String digest(byte[] bytes) {
        return HashUtil.sha256(bytes).substring(0, TAG_LENGTH);
    }
}
