package dev.touchline.problem;

import dev.touchline.format.EventJson;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;

/** Reads query parameters; one that is not acceptable is a problem that says what would be. */
public final class Parameters {

    private static final int MOST = 200;
    private static final int USUAL = 50;
    private static final int LONGEST_NAME = 200;

    private Parameters() {}

    /** How many items a page may have. */
    public static int limit(String limit) {
        if (limit == null) {
            return USUAL;
        }
        try {
            int number = Integer.parseInt(limit);
            if (number >= 1 && number <= MOST) {
                return number;
            }
        } catch (NumberFormatException e) {
            // answered below, like any other number that is not acceptable
        }
        throw unacceptable("limit must be a whole number from 1 to " + MOST + ".");
    }

    /** A flag, or null if it was not asked for. */
    public static Boolean flag(String name, String value) {
        if (value == null) {
            return null;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw unacceptable(name + " must be true or false.");
        };
    }

    /** The id of a competition, or null if it was not asked for. */
    public static String competition(String id) {
        String wrong = id == null ? null : EventJson.wrongWithId(id);
        if (wrong != null) {
            throw unacceptable("competition " + wrong + ".");
        }
        return id;
    }

    /** The ids of matches or competitions, each once. */
    public static Set<String> ids(String name, List<String> ids) {
        for (String id : few(name, ids)) {
            String wrong = EventJson.wrongWithId(id);
            if (wrong != null) {
                throw unacceptable(name + " " + wrong + ".");
            }
        }
        return Set.copyOf(ids);
    }

    /** Names, each once. */
    public static Set<String> names(String name, List<String> names) {
        for (String one : few(name, names)) {
            if (one.isBlank() || one.length() > LONGEST_NAME || one.chars().anyMatch(Character::isISOControl)) {
                throw unacceptable(name + " must be a name of at most " + LONGEST_NAME + " characters.");
            }
        }
        return Set.copyOf(names);
    }

    private static List<String> few(String name, List<String> values) {
        if (values.size() > MOST) {
            throw unacceptable(name + " may be given " + MOST + " times at most.");
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
        throw unacceptable("date must be a day such as 2022-12-18.");
    }

    private static RuntimeException unacceptable(String detail) {
        return Problem.of(Problem.Kind.BAD_PARAMETER, detail).exception();
    }
}
