package dev.touchline.http.query;

import dev.touchline.event.Ids;
import dev.touchline.http.Problem;
import dev.touchline.json.CleanText;
import dev.touchline.json.FieldReader;
import dev.touchline.json.Instants;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads query parameters; the problem of an invalid one says which values are valid. */
public final class QueryParameters {

    private static final int MAX_LIMIT = 200;
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_NAME_LENGTH = 200;
    private static final Instant LAST_INSTANT = Instant.parse("9999-12-31T00:00:00Z");

    private QueryParameters() {}

    /** The maximum number of items of a page. */
    public static int limit(String limit) {
        return limit(limit, DEFAULT_LIMIT);
    }

    /** The maximum number of items of a page of a list with a default of its own. */
    public static int limit(String limit, int defaultLimit) {
        if (limit == null) {
            return defaultLimit;
        }
        try {
            int number = Integer.parseInt(limit);
            if (number >= 1 && number <= MAX_LIMIT) {
                return number;
            }
        } catch (NumberFormatException e) {
            // rejected below
        }
        throw badParameter("limit must be a whole number from 1 to " + MAX_LIMIT + ".");
    }

    /** A flag, or null without a value. */
    public static Boolean bool(String name, String value) {
        if (value == null) {
            return null;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw badParameter(name + " must be true or false.");
        };
    }

    /** The id of a competition, or null without a value. */
    public static String competition(String id) {
        return id == null ? null : id("competition", id);
    }

    /** Distinct ids of matches or competitions. */
    public static Set<String> ids(String name, List<String> ids) {
        limited(name, ids).forEach(id -> id(name, id));
        return Set.copyOf(ids);
    }

    private static String id(String name, String id) {
        String violation = Ids.problem(id);
        if (violation != null) {
            throw badParameter(name + " " + violation + ".");
        }
        return id;
    }

    /** A name, or null without a value. */
    public static String name(String name, String value) {
        return value == null ? null : names(name, List.of(value)).iterator().next();
    }

    /** Distinct names in their clean form. */
    public static Set<String> names(String name, List<String> names) {
        Set<String> clean = new HashSet<>();
        limited(name, names).forEach(value -> clean.add(CleanText.name(value, MAX_NAME_LENGTH)));
        if (clean.contains(null)) {
            throw badParameter(name + " must be a name of at most " + MAX_NAME_LENGTH + " characters.");
        }
        return Set.copyOf(clean);
    }

    private static List<String> limited(String name, List<String> values) {
        if (values.size() > MAX_LIMIT) {
            throw badParameter(name + " may occur at most " + MAX_LIMIT + " times.");
        }
        return values;
    }

    /** An RFC 3339 instant, truncated to microseconds, or null without a value. */
    public static Instant instant(String name, String value) {
        try {
            Instant instant = value == null ? null : Instants.parse(value);
            if (instant == null || (instant.isAfter(Instant.EPOCH) && instant.isBefore(LAST_INSTANT))) {
                return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS);
            }
        } catch (DateTimeException e) {
            // rejected below
        }
        throw badParameter(name + " must be an RFC 3339 instant such as 2022-12-18T15:23:10Z.");
    }

    /** A line of text, or null without a value. */
    public static String line(String name, String value) {
        if (value != null
                && (value.isBlank() || value.length() > MAX_NAME_LENGTH || FieldReader.isUnencodable(value))) {
            throw badParameter(name + " must be a line of 1 to " + MAX_NAME_LENGTH + " characters.");
        }
        return value;
    }

    /**
     * A number within the bounds.
     *
     * @param violation the detail of the problem if it is another text or number
     */
    public static double number(String value, double min, double max, String violation) {
        try {
            double number = Double.parseDouble(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // rejected below
        }
        throw badParameter(violation);
    }

    private static RuntimeException badParameter(String detail) {
        return Problem.Kind.BAD_PARAMETER.exception(detail);
    }
}
