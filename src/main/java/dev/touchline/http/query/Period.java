package dev.touchline.http.query;

import dev.touchline.http.Problem;
import dev.touchline.json.Instants;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A period of time that the parameters of a request select. Its ends may be null.
 *
 * @param from its first instant
 * @param to the first instant after it
 */
public record Period(Instant from, Instant to) {

    private static final int MAX_YEAR = 9999;

    /**
     * Reads the parameters {@code date}, {@code from}, {@code to} and {@code tz}, each of which may be null.
     *
     * @throws dev.touchline.http.ProblemException if one is invalid, or a date is given with the others
     */
    public static Period of(String date, String from, String to, String timeZone) {
        if (date != null && (from != null || to != null)) {
            throw Problem.Kind.BAD_PARAMETER.exception("date is one day: send it without from and to.");
        }
        ZoneId zone = zone(timeZone);
        Period period = date == null
                ? new Period(instant("from", from, zone, 0), instant("to", to, zone, 1))
                : new Period(
                        startOf(day("date", date), zone),
                        startOf(day("date", date).plusDays(1), zone));
        if (period.from != null && period.to != null && !period.from.isBefore(period.to)) {
            throw Problem.Kind.BAD_PARAMETER.exception("from must be before to.");
        }
        return period;
    }

    private static ZoneId zone(String name) {
        try {
            return name == null ? ZoneOffset.UTC : ZoneId.of(name);
        } catch (DateTimeException e) {
            throw Problem.Kind.BAD_PARAMETER.exception("tz must be a time zone such as Europe/Paris or +02:00.");
        }
    }

    // A day is its start, or the start of a later one.
    private static Instant instant(String name, String value, ZoneId zone, int days) {
        if (value == null) {
            return null;
        }
        if (value.indexOf('T') < 0) {
            return startOf(day(name, value).plusDays(days), zone);
        }
        try {
            return inBounds(name, Instants.parse(value));
        } catch (DateTimeException e) {
            throw invalid(name);
        }
    }

    private static LocalDate day(String name, String value) {
        try {
            LocalDate day = LocalDate.parse(value);
            inBounds(name, startOf(day, ZoneOffset.UTC));
            return day;
        } catch (DateTimeException e) {
            throw invalid(name);
        }
    }

    private static Instant inBounds(String name, Instant instant) {
        int year = instant.atOffset(ZoneOffset.UTC).getYear();
        if (year < 0 || year > MAX_YEAR) {
            throw invalid(name);
        }
        return instant;
    }

    private static Instant startOf(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    private static RuntimeException invalid(String name) {
        String instant = name.equals("date") ? "" : ", or an instant such as 2022-12-18T15:00:00Z";
        return Problem.Kind.BAD_PARAMETER.exception(name + " must be a day such as 2022-12-18" + instant + ".");
    }
}
