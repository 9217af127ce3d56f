package dev.touchline.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A page of a list.
 *
 * @param next the {@code cursor} of the next page, or null at the end
 */
@RegisterForReflection
public record Page<T>(List<T> items, String next) {

    private static final String SEPARATOR = "\n";

    /** Makes a page of at most {@code limit} items; one item more means that there is a next page. */
    public static <T> Page<T> of(List<T> oneMore, int limit, Function<T, String> cursor) {
        if (oneMore.size() <= limit) {
            return new Page<>(oneMore, null);
        }
        List<T> items = oneMore.subList(0, limit);
        return new Page<>(items, encode(cursor.apply(items.get(limit - 1))));
    }

    /** Joins the sort keys of an item, from which {@link #of} makes the cursor. */
    public static String cursor(Object... parts) {
        return Arrays.stream(parts).map(String::valueOf).collect(Collectors.joining(SEPARATOR));
    }

    private static String encode(String keys) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(keys.getBytes(StandardCharsets.UTF_8));
    }

    /** Splits a cursor into its sort keys; null without a cursor. */
    public static String[] decode(String cursor, int parts) {
        if (cursor == null) {
            return null;
        }
        try {
            String keys = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            String[] split = keys.split(SEPARATOR, -1);
            if (split.length == parts && keys.indexOf('\0') < 0) {
                return split;
            }
        } catch (IllegalArgumentException e) {
            // rejected below
        }
        throw invalidCursor();
    }

    /** For a cursor that {@link #of} did not make. */
    public static RuntimeException invalidCursor() {
        return Problem.Kind.BAD_PARAMETER.exception("cursor must be the field next of the previous page.");
    }
}
