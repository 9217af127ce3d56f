package dev.touchline.sport;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with placeholders for values of an event: {@code {details.in} for {player}}. The placeholders are {@code
 * player}, {@code assist}, {@code team}, {@code opponent}, {@code period}, and {@code details.} followed by a key.
 *
 * @param source the text as in the catalogue
 * @param parts texts and names of placeholders in turn, starting with a text
 */
public record TextTemplate(String source, List<String> parts) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern BRACE = Pattern.compile("[{}]");
    private static final Pattern KNOWN_PLACEHOLDER =
            Pattern.compile("player|assist|team|opponent|period|details\\.[A-Za-z][A-Za-z0-9_]*");

    /** Parses a template. Throws IllegalArgumentException with the violation's detail. */
    public static TextTemplate parse(String source) {
        List<String> parts = new ArrayList<>();
        Matcher placeholder = PLACEHOLDER.matcher(source);
        int from = 0;
        while (placeholder.find()) {
            if (!KNOWN_PLACEHOLDER.matcher(placeholder.group(1)).matches()) {
                throw new IllegalArgumentException("has the placeholder {" + placeholder.group(1)
                        + "}; the placeholders are {player}, {assist}, {team}, {opponent},"
                        + " {period} and {details.<key>}");
            }
            parts.add(source.substring(from, placeholder.start()));
            parts.add(placeholder.group(1));
            from = placeholder.end();
        }
        parts.add(source.substring(from));
        for (int text = 0; text < parts.size(); text += 2) {
            if (BRACE.matcher(parts.get(text)).find()) {
                throw new IllegalArgumentException("has an unmatched brace");
            }
        }
        return new TextTemplate(source, List.copyOf(parts));
    }

    /**
     * Replaces the placeholders by their values.
     *
     * @param values the value of a placeholder, or null if it is unknown
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
