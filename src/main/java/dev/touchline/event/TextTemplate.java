package dev.touchline.event;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with places for what an event says: {@code {details.in} for {player}}. The places are {@code player},
 * {@code assist}, {@code team}, {@code opponent}, {@code period}, and {@code details.} followed by a key.
 *
 * @param source as in the catalogue
 * @param parts texts and places in turn, beginning with a text
 */
public record TextTemplate(String source, List<String> parts) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern BRACE = Pattern.compile("[{}]");
    private static final Pattern KNOWN_PLACEHOLDER =
            Pattern.compile("player|assist|team|opponent|period|details\\.[A-Za-z][A-Za-z0-9_]*");

    /**
     * Takes a text apart.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static TextTemplate parse(String written) {
        List<String> parts = new ArrayList<>();
        Matcher place = PLACEHOLDER.matcher(written);
        int from = 0;
        while (place.find()) {
            if (!KNOWN_PLACEHOLDER.matcher(place.group(1)).matches()) {
                throw new IllegalArgumentException("has the place {" + place.group(1)
                        + "}; the places are {player}, {assist}, {team}, {opponent}, {period} and {details.<key>}");
            }
            parts.add(written.substring(from, place.start()));
            parts.add(place.group(1));
            from = place.end();
        }
        parts.add(written.substring(from));
        for (int text = 0; text < parts.size(); text += 2) {
            if (BRACE.matcher(parts.get(text)).find()) {
                throw new IllegalArgumentException("has a brace without its partner");
            }
        }
        return new TextTemplate(written, List.copyOf(parts));
    }

    /**
     * Puts values in the places.
     *
     * @param values the value of a place, or null if there is none
     * @return the text, or null if a value is missing
     */
    public String fill(UnaryOperator<String> values) {
        StringBuilder filled = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            String part = i % 2 == 0 ? parts.get(i) : values.apply(parts.get(i));
            if (part == null) {
                return null;
            }
            filled.append(part);
        }
        return filled.toString();
    }
}
