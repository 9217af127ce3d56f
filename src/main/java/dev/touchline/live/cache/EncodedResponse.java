package dev.touchline.live.cache;

import jakarta.ws.rs.core.EntityTag;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A JSON answer as it goes over the wire.
 *
 * @param json the whole of it
 * @param tag what it is recognised by (RFC 9110, section 8.8.3); strong, since it stands for these very bytes
 */
public record EncodedResponse(byte[] json, EntityTag tag) {

    private static final int TAG_LENGTH = 16;

    /** An answer that is recognised by its content. */
    public static EncodedResponse withContentTag(byte[] json) {
        return new EncodedResponse(json, new EntityTag(digest(json)));
    }

    /** A match, which says the same as long as it has the same number. */
    public static EncodedResponse withSeqTag(String id, long seq, byte[] json) {
        // An id may have letters that a header may not.
        return new EncodedResponse(json, new EntityTag(seq + "-" + digest(id.getBytes(StandardCharsets.UTF_8))));
    }

    private static String digest(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest).substring(0, TAG_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
