package dev.touchline.http;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
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

    /** Approximate maximum of a page as text; a page ends before the item that exceeds it, unless it is the first. */
    public static final int MAX_BYTES = 256 * 1024;

    private static final Instant MIN_INSTANT = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant MAX_INSTANT = Instant.parse("9999-12-31T23:59:59.999999Z");
    private static final String SEPARATOR = "\n";

    /**
     * Makes a page.
     *
     * @param more whether the list goes on after these items
     */
    public static <T> Page<T> of(List<T> items, boolean more, Function<T, String> cursor) {
        return new Page<>(items, more ? encode(cursor.apply(items.get(items.size() - 1))) : null);
    }

    /** Makes a page of at most {@code limit} items from a list that may have one more. */
    public static <T> Page<T> of(List<T> oneMore, int limit, Function<T, String> cursor) {
        boolean more = oneMore.size() > limit;
        return of(more ? oneMore.subList(0, limit) : oneMore, more, cursor);
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

    /** An instant of a cursor, in UTC and in the years that PostgreSQL and the API share. */
    public static Instant instant(String key) {
        try {
            Instant instant = Instant.parse(key);
            if (key.endsWith("Z") && !instant.isBefore(MIN_INSTANT) && instant.isBefore(MAX_INSTANT)) {
                return instant;
            }
        } catch (DateTimeParseException e) {
            // rejected below
        }
        throw invalidCursor();
    }

    /** A number of a cursor. */
    public static long number(String key) {
        try {
            return Long.parseLong(key);
        } catch (NumberFormatException e) {
            throw invalidCursor();
        }
    }

    /** For a cursor that {@link #of} did not make. */
    public static RuntimeException invalidCursor() {
        return Problem.Kind.BAD_PARAMETER.exception("cursor must be the field next of the previous page.");
    }
}
