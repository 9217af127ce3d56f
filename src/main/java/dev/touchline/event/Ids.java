package dev.touchline.event;

import java.util.regex.Pattern;

/** The ids of matches and competitions, which are parts of paths and routing keys. */
public final class Ids {

    private static final int MAX_LENGTH = 200;
    private static final Pattern ID = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}._:~-]*");

    private Ids() {}

    /** The violation of the id, or null if it is valid. */
    public static String problem(String id) {
        if (id.length() > MAX_LENGTH) {
            return "must be at most " + MAX_LENGTH + " characters long";
        }
        boolean valid = isPlain(id) || ID.matcher(id).matches();
        return valid ? null : "must begin with a letter or digit and go on with letters, digits and . _ : ~ -";
    }

    // Most ids are of these characters, for which the pattern is not needed.
    private static boolean isPlain(String id) {
        return !id.isEmpty()
                && Character.isLetterOrDigit(id.charAt(0))
                && id.chars().allMatch(Ids::isUnreserved);
    }

    /** Whether it is an unreserved character of RFC 3986, section 2.3, and not a tilde, which is rare in names. */
    public static boolean isUnreserved(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.';
    }
}
