package dev.touchline.event;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The number on a shirt in the place of a name: {@code No. 10}. The line-up of the match tells whose it is. */
public final class ShirtNumber {

    /** The beginning of all of them. */
    public static final String PREFIX = "No. ";

    private static final Pattern TEXT = Pattern.compile("No\\. (0|[1-9][0-9]{0,2})");

    private ShirtNumber() {}

    /** The text for a number. */
    public static String text(int number) {
        return PREFIX + number;
    }

    /** The number of a text, or null if it is a name. */
    public static Integer parse(String text) {
        if (text == null || !text.startsWith(PREFIX)) {
            return null;
        }
        Matcher number = TEXT.matcher(text);
        return number.matches() ? Integer.valueOf(number.group(1)) : null;
    }
}
