package dev.touchline.json;

import java.util.regex.Pattern;

/**
 * One thing that is wrong with what was sent, and what would be right.
 *
 * @param index which item of an array, from 0; null when there is no array
 * @param field which field, dotted, {@code [2]} where it is in an array; null when it is the item as a whole
 * @param detail for people
 */
public record Violation(Integer index, String field, String detail) {

    private static final Pattern ARRAY_INDEX = Pattern.compile("\\[(\\d+)]");

    /** A JSON Pointer (RFC 6901) to the place, as RFC 9457 suggests. */
    public String pointer() {
        String item = index == null ? "#" : "#/" + index;
        if (field == null) {
            return item;
        }
        String path = field.replace("~", "~0").replace("/", "~1").replace(".", "/");
        return item + "/" + ARRAY_INDEX.matcher(path).replaceAll("/$1");
    }

    /** Somebody else's message, fit for a line: without control characters, and not too long. */
    public static String printable(String message) {
        String clean = message.replaceAll("\\p{Cntrl}", "?");
        return clean.length() > 200 ? clean.substring(0, 200) : clean;
    }
}
