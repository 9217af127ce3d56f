package dev.touchline.event;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time on the match clock. Stoppage time is separate from the minute: 45+2 is minute 45, stoppage 2, and comes before
 * minute 46.
 *
 * @param period one of the sport's periods, or null if unknown
 * @param minute minutes since the start of the match, from 0, or null if unknown
 * @param stoppage minutes of stoppage time after {@code minute}, from 0
 */
public record MatchClock(String period, Integer minute, int stoppage) {

    /** Neither period nor minute is known. */
    public static final MatchClock UNKNOWN = new MatchClock(null, null, 0);

    private static final Pattern MINUTE = Pattern.compile("(\\d{1,3})'?(?:\\s*\\+\\s*(\\d{1,3})'?)?");

    /**
     * Parses a minute: {@code 45}, {@code 45+2}, {@code 45+2'} or {@code 45'+2'}.
     *
     * @return the clock without a period, or null if the text is not a minute
     */
    public static MatchClock parse(String text) {
        Matcher matcher = MINUTE.matcher(text.strip());
        if (!matcher.matches()) {
            return null;
        }
        int stoppage = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        return new MatchClock(null, Integer.valueOf(matcher.group(1)), stoppage);
    }

    /** The same time, in the given period. */
    public MatchClock withPeriod(String period) {
        return new MatchClock(period, minute, stoppage);
    }

    /** The minute as text, {@code 45+2'}; empty if it is unknown. */
    public String format() {
        if (minute == null) {
            return "";
        }
        return stoppage == 0 ? minute + "'" : minute + "+" + stoppage + "'";
    }
}
