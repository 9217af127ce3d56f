package dev.touchline.event;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time on the match clock. Stoppage time stands apart from the minute: 45+2 is minute 45, stoppage 2, and comes
 * before minute 46.
 *
 * @param period one of the sport's periods, or null where the agent did not say
 * @param minute minutes since the match began, from 0, or null where the agent did not say
 * @param stoppage minutes of stoppage time past {@code minute}, from 0
 */
public record MatchClock(String period, Integer minute, int stoppage) {

    /** Nothing is known of the time. */
    public static final MatchClock UNKNOWN = new MatchClock(null, null, 0);

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,3})(?:\\s*\\+\\s*(\\d{1,3}))?'?");

    /**
     * Reads a minute as people write it: {@code 45}, {@code 45+2}, {@code 45+2'}.
     *
     * @return the clock without a period, or null when the text is not a minute
     */
    public static MatchClock parse(String text) {
        Matcher written = WRITTEN.matcher(text.strip());
        if (!written.matches()) {
            return null;
        }
        int stoppage = written.group(2) == null ? 0 : Integer.parseInt(written.group(2));
        return new MatchClock(null, Integer.valueOf(written.group(1)), stoppage);
    }

    /** The same time, in the given period. */
    public MatchClock withPeriod(String period) {
        return new MatchClock(period, minute, stoppage);
    }

    /** As people write it, {@code 45+2'}; empty when there is no minute. */
    public String format() {
        if (minute == null) {
            return "";
        }
        return stoppage == 0 ? minute + "'" : minute + "+" + stoppage + "'";
    }
}
