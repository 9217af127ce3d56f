package dev.touchline.json;

import java.text.Normalizer;

/**
 * The clean form of a name: of a team, a player, a coach, a venue, a stage, a round or a group. Equal names are equal text,
 * and no name changes the direction or the lines of the text that it is shown in.
 *
 * <p>White space at the ends is removed, and other runs of it become one space. Control characters, and invisible characters
 * that no spelling needs, are removed. The rest is in Unicode's normalization form C. Joiners stay: scripts and emoji need
 * them.
 */
public final class CleanText {

    private CleanText() {}

    /** The clean form of a text, perhaps empty. It is its own clean form. */
    public static String of(String text) {
        return isClean(text) ? text : Normalizer.normalize(strip(text), Normalizer.Form.NFC);
    }

    /** The clean form of a name; null if it is empty, longer than {@code maxLength} characters, or broken Unicode. */
    public static String name(String text, int maxLength) {
        String clean = text.length() > maxLength ? "" : of(text);
        return clean.isEmpty() || clean.length() > maxLength || FieldReader.isUnencodable(clean) ? null : clean;
    }

    // Most names are of these characters, and are not copied.
    private static boolean isClean(String text) {
        boolean space = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || space && c == ' ') {
                return false;
            }
            space = c == ' ';
        }
        return text.isEmpty() || !space;
    }

    private static String strip(String text) {
        StringBuilder stripped = new StringBuilder(text.length());
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isSpace(c)) {
                space = stripped.length() > 0;
            } else if (!isRemoved(c)) {
                if (space) {
                    stripped.append(' ');
                    space = false;
                }
                stripped.append(c);
            }
        }
        return stripped.toString();
    }

    // Tabs and line breaks are control characters, too, but they separate words. NEXT LINE is the only other such one.
    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    private static boolean isRemoved(char c) {
        return Character.isISOControl(c) || isDirectionControl(c) || isInvisible(c);
    }

    /** Marks, embeddings, overrides and isolates of the bidirectional algorithm (UAX #9, section 2). */
    private static boolean isDirectionControl(char c) {
        return c == '\u061C'
                || c == '\u200E'
                || c == '\u200F'
                || c >= '\u202A' && c <= '\u202E'
                || c >= '\u2066' && c <= '\u2069';
    }

    /** Soft hyphens, zero-width spaces, word joiners, deprecated format characters and byte order marks. */
    private static boolean isInvisible(char c) {
        return c == '\u00AD'
                || c == '\u200B'
                || c >= '\u2060' && c <= '\u2064'
                || c >= '\u206A' && c <= '\u206F'
                || c >= '\uFFF9' && c <= '\uFFFB'
                || c == '\uFEFF';
    }
}
