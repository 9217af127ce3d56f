package dev.touchline.http.query;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header of a conditional GET (RFC 9110, section 13.1.2). */
public final class IfNoneMatch {

    private static final Pattern TAG = Pattern.compile("\\G\\s*,*\\s*(?:W/)?(\"[^\"]*\")\\s*");

    private IfNoneMatch() {}

    /**
     * Whether the client has the current version. Tags are compared weakly: a proxy that compresses makes them weak.
     *
     * @param header its value, or null
     * @param tag the current tag, with its quotes
     */
    public static boolean hasCurrent(String header, String tag) {
        if (header == null) {
            return false;
        }
        if (header.strip().equals("*")) {
            return true;
        }
        Matcher tags = TAG.matcher(header);
        while (tags.find()) {
            if (tags.group(1).equals(tag)) {
                return true;
            }
        }
        return false;
    }
}
