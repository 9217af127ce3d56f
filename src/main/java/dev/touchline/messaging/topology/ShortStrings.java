package dev.touchline.messaging.topology;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Routing keys and message ids, which AMQP limits to 255 bytes (AMQP 0-9-1, section 4.2.5.3: short strings). */
public final class ShortStrings {

    private static final int MAX_BYTES = 255;

    private ShortStrings() {}

    /**
     * A routing key of these words, with dots within a word replaced. If the key would be too long, long words are replaced
     * by hashes.
     */
    public static String topic(String... words) {
        List<String> single =
                Stream.of(words).map(word -> word.replace('.', '_')).toList();
        String key = String.join(".", single);
        return fits(key, MAX_BYTES)
                ? key
                : single.stream()
                        .map(word -> shorten(word, MAX_BYTES / single.size() - 1))
                        .collect(Collectors.joining("."));
    }

    /** The text, or its hash if it is too long. */
    public static String shorten(String text) {
        return shorten(text, MAX_BYTES);
    }

    private static String shorten(String text, int bytes) {
        return fits(text, bytes)
                ? text
                : UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static boolean fits(String text, int bytes) {
        return text.getBytes(StandardCharsets.UTF_8).length <= bytes;
    }
}
