package dev.touchline.http;

import dev.touchline.event.Ids;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;

/** Reads query parameters; one that is not acceptable is a problem that says what would be. */
public final class QueryParameters {

    private static final int MAX_LIMIT = 200;
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_NAME_LENGTH = 200;

    private QueryParameters() {}

    /** How many items a page may have. */
    public static int limit(String limit) {
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int number = Integer.parseInt(limit);
            if (number >= 1 && number <= MAX_LIMIT) {
                return number;
            }
        } catch (NumberFormatException e) {
            // answered below, like any other number that is not acceptable
        }
        throw badParameter("limit must be a whole number from 1 to " + MAX_LIMIT + ".");
    }

    /** A flag, or null if it was not asked for. */
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

    /** The id of a competition, or null if it was not asked for. */
    public static String competition(String id) {
        String wrong = id == null ? null : Ids.problem(id);
        if (wrong != null) {
            throw badParameter("competition " + wrong + ".");
        }
        return id;
    }

    /** The ids of matches or competitions, each once. */
    public static Set<String> ids(String name, List<String> ids) {
        for (String id : distinctValues(name, ids)) {
            String wrong = Ids.problem(id);
            if (wrong != null) {
                throw badParameter(name + " " + wrong + ".");
            }
        }
        return Set.copyOf(ids);
    }

    /** Names, each once. */
    public static Set<String> names(String name, List<String> names) {
        for (String one : distinctValues(name, names)) {
            if (one.isBlank() || one.length() > MAX_NAME_LENGTH || one.chars().anyMatch(Character::isISOControl)) {
                throw badParameter(name + " must be a name of at most " + MAX_NAME_LENGTH + " characters.");
            }
        }
        return Set.copyOf(names);
    }

    private static List<String> distinctValues(String name, List<String> values) {
        if (values.size() > MAX_LIMIT) {
            throw badParameter(name + " may be given " + MAX_LIMIT + " times at most.");
        }
        return values;
    }

    /** A day, or null if it was not asked for. */
    public static LocalDate date(String value) {
        try {
            LocalDate date = value == null ? null : LocalDate.parse(value);
            if (date == null || (date.getYear() >= 0 && date.getYear() <= 9999)) {
                return date;
            }
        } catch (DateTimeParseException e) {
            // answered below, like any other day that is not acceptable
        }
        throw badParameter("date must be a day such as 2022-12-18.");
    }

    private static RuntimeException badParameter(String detail) {
        return Problem.of(Problem.Kind.BAD_PARAMETER, detail).exception();
    }
}
