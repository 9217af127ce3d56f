package dev.touchline.weighing;

import java.text.Normalizer;
import java.util.Locale;

/** Names of players as different sources spell them. */
final class Names {

    private Names() {}

    /** Whether both may be the name of one player: equal but for accents and case, or where one has only an initial. */
    static boolean mayBeOne(String one, String other) {
        if (one.equals(other)) {
            return true;
        }
        String[] a = fold(one);
        String[] b = fold(other);
        return a[1].equals(b[1]) && (a[0].startsWith(b[0]) || b[0].startsWith(a[0]));
    }

    /** The first name, possibly empty or an initial, and the rest. */
    private static String[] fold(String name) {
        String folded = Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT);
        int space = folded.indexOf(' ');
        return space < 0
                ? new String[] {"", folded}
                : new String[] {folded.substring(0, space).replace(".", ""), folded.substring(space + 1)};
    }
}
