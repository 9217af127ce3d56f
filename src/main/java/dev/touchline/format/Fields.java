package dev.touchline.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads the fields of one JSON object, and collects what is wrong with them instead of stopping at the first. A
 * field that is wrong reads as if it were absent; whoever reads looks at the violations before using any value.
 */
public final class Fields {

    private final ObjectNode object;
    private final Integer index;
    private final String path;
    private final List<Violation> violations;
    private final Set<String> known = new HashSet<>();

    /**
     * @param index the item the object is, or null
     * @param violations takes what is wrong
     */
    public Fields(ObjectNode object, Integer index, List<Violation> violations) {
        this(object, index, null, violations);
    }

    /** An object within an item, at the given dotted path. */
    public Fields(ObjectNode object, Integer index, String path, List<Violation> violations) {
        this.object = object;
        this.index = index;
        this.path = path;
        this.violations = violations;
    }

    /** Adds what is wrong with the field, or with the object as a whole if the field is null. */
    public void violation(String field, String detail) {
        String place = path == null || field == null ? (field == null ? path : field) : path + "." + field;
        violations.add(new Violation(index, place, detail));
    }

    /** The field's value, or null when it is absent or JSON's null. */
    public JsonNode value(String field) {
        known.add(field);
        JsonNode value = object.get(field);
        return value == null || value.isNull() ? null : value;
    }

    /** Whether the field is there and not null. */
    public boolean has(String field) {
        return value(field) != null;
    }

    /** A text of at most {@code longest} characters, none of them a control character; null if absent. */
    public String text(String field, int longest) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            violation(field, "must be a string");
            return null;
        }
        String text = value.textValue();
        if (text.isBlank()) {
            violation(field, "must not be blank");
        } else if (text.length() > longest) {
            violation(field, "must be at most " + longest + " characters long, and is " + text.length());
        } else if (unsendable(text)) {
            violation(field, "must not contain control characters or broken Unicode");
        } else {
            return text;
        }
        return null;
    }

    // C0, DEL and C1; and halves of surrogate pairs, which no encoding of Unicode can carry.
    static boolean unsendable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                return true;
            }
            if (Character.isSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** As {@link #text}, and it is a violation if it is absent. */
    public String required(String field, int longest, String meaning) {
        if (!has(field)) {
            violation(field, "is required: " + meaning);
            return null;
        }
        return text(field, longest);
    }

    /** A whole number within the bounds; null if absent. */
    public Long whole(String field, long least, long most) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            violation(field, "must be a whole number from " + least + " to " + most);
            return null;
        }
        long number = value.longValue();
        if (number < least || number > most) {
            violation(field, "must be from " + least + " to " + most + ", and is " + number);
            return null;
        }
        return number;
    }

    /** A number within the bounds; null if absent. */
    public Double number(String field, double least, double most) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            violation(field, "must be a number from " + plain(least) + " to " + plain(most));
            return null;
        }
        double number = value.doubleValue();
        if (!(number >= least && number <= most)) {
            violation(field, "must be from " + plain(least) + " to " + plain(most) + ", and is not");
            return null;
        }
        return number;
    }

    private static String plain(double bound) {
        return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    }

    /** An instant with its offset (RFC 3339), in microseconds, which is what the database keeps; null if absent. */
    public Instant instant(String field) {
        String text = text(field, 64);
        if (text == null) {
            return null;
        }
        try {
            Instant instant = Instants.parse(text);
            if (instant.isBefore(Instant.EPOCH.minusSeconds(6_000_000_000L))
                    || instant.isAfter(Instant.EPOCH.plusSeconds(200_000_000_000L))) {
                violation(field, "must be an instant within historical memory");
                return null;
            }
            return instant.truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            violation(field, "must be an RFC 3339 instant such as 2022-12-18T15:23:10Z");
            return null;
        }
    }

    /** True or false; null if absent. */
    public Boolean flag(String field) {
        JsonNode value = value(field);
        if (value != null && !value.isBoolean()) {
            violation(field, "must be true or false");
            return null;
        }
        return value == null ? null : value.booleanValue();
    }

    /** A text or an array of texts, each as in {@link #text} and at most {@code most} of them; empty if absent. */
    public List<String> texts(String field, int longest, int most) {
        JsonNode value = value(field);
        if (value == null || !value.isArray()) {
            String text = text(field, longest);
            return text == null ? List.of() : List.of(text);
        }
        if (value.size() > most) {
            violation(field, "must have at most " + most + " items, and has " + value.size());
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : value) {
            String text = item.textValue();
            if (text == null || text.isBlank() || text.length() > longest || unsendable(text)) {
                violation(
                        field + "[" + texts.size() + "]",
                        "must be a string of 1 to " + longest + " characters, none of them a control character");
                return List.of();
            }
            texts.add(text);
        }
        return texts;
    }

    /** One of the given words; null if absent. */
    public String word(String field, List<String> words) {
        String text = text(field, 64);
        if (text != null && !words.contains(text)) {
            violation(field, "must be one of " + String.join(", ", words));
            return null;
        }
        return text;
    }

    /** Reports every field nobody asked for. */
    public void refuseOthers() {
        Set<String> others = new TreeSet<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!known.contains(field.getKey())) {
                others.add(field.getKey());
            }
        }
        for (String other : others) {
            String shown = other.length() > 64 || unsendable(other) ? null : other;
            violation(
                    shown, "is not a field of this object; its fields are " + String.join(", ", new TreeSet<>(known)));
        }
    }
}
