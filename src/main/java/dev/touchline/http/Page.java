package dev.touchline.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/**
 * Part of a list.
 *
 * @param items in the list's order
 * @param next pass it as {@code cursor} to go on, or null at the end
 */
@RegisterForReflection
public record Page<T>(List<T> items, String next) {

    private static final String SEPARATOR = "\n";

    /** Makes a page of at most {@code limit} items from one item more, if there is one. */
    public static <T> Page<T> of(List<T> oneMore, int limit, Function<T, String> position) {
        if (oneMore.size() <= limit) {
            return new Page<>(oneMore, null);
        }
        List<T> items = oneMore.subList(0, limit);
        return new Page<>(items, encode(position.apply(items.get(limit - 1))));
    }

    /** Joins what a position consists of. */
    public static String position(Object... parts) {
        return String.join(
                SEPARATOR, java.util.Arrays.stream(parts).map(String::valueOf).toList());
    }

    private static String encode(String position) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes a cursor apart into that many parts; null if there is none. */
    public static String[] decode(String cursor, int parts) {
        if (cursor == null) {
            return null;
        }
        try {
            String position = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            String[] split = position.split(SEPARATOR, -1);
            if (split.length == parts && position.indexOf('\0') < 0) {
                return split;
            }
        } catch (IllegalArgumentException e) {
            // answered below, like any other cursor that is not ours
        }
        throw invalidCursor();
    }

    /** A cursor that is none of ours. */
    public static RuntimeException invalidCursor() {
        return Problem.of(Problem.Kind.BAD_PARAMETER, "cursor must be the next of an earlier answer.")
                .exception();
    }
}
