package dev.touchline.json;

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
 * Reads the fields of a JSON object and collects all violations. An invalid field reads as null, so callers must check
 * the violations before they use a value.
 */
public final class FieldReader {

    private final ObjectNode object;
    private final Integer index;
    private final String path;
    private final List<Violation> violations;
    private final Set<String> known = new HashSet<>();

    /**
     * @param index the object's index in an array, or null
     * @param violations the list to add to
     */
    public FieldReader(ObjectNode object, Integer index, List<Violation> violations) {
        this(object, index, null, violations);
    }

    /** A nested object at the given dotted path. */
    public FieldReader(ObjectNode object, Integer index, String path, List<Violation> violations) {
        this.object = object;
        this.index = index;
        this.path = path;
        this.violations = violations;
    }

    /** Adds a violation of the field, or of the object as a whole if the field is null. */
    public void addViolation(String field, String detail) {
        String fullPath = path == null || field == null ? (field == null ? path : field) : path + "." + field;
        violations.add(new Violation(index, fullPath, detail));
    }

    /** The field's value, or null if it is absent or JSON null. */
    public JsonNode value(String field) {
        known.add(field);
        JsonNode value = object.get(field);
        return value == null || value.isNull() ? null : value;
    }

    /** Whether the field is present and not JSON null. */
    public boolean has(String field) {
        return value(field) != null;
    }

    /** A text of at most {@code maxLength} characters without control characters; null if absent. */
    public String string(String field, int maxLength) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            addViolation(field, "must be a string");
            return null;
        }
        String text = value.textValue();
        if (text.isBlank()) {
            addViolation(field, "must not be blank");
        } else if (text.length() > maxLength) {
            addViolation(field, "must be at most " + maxLength + " characters long, and is " + text.length());
        } else if (isUnencodable(text)) {
            addViolation(field, "must not contain control characters or broken Unicode");
        } else {
            return text;
        }
        return null;
    }

    // Control characters and halves of surrogate pairs, which UTF-8 cannot encode.
    public static boolean isUnencodable(String text) {
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

    /** Like {@link #string}, but absence is a violation. */
    public String required(String field, int maxLength, String meaning) {
        if (!has(field)) {
            addViolation(field, "is required: " + meaning);
            return null;
        }
        return string(field, maxLength);
    }

    /** A whole number within the bounds; null if absent. */
    public Long integer(String field, long min, long max) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            addViolation(field, "must be a whole number from " + min + " to " + max);
            return null;
        }
        long number = value.longValue();
        if (number < min || number > max) {
            addViolation(field, "must be from " + min + " to " + max + ", and is " + number);
            return null;
        }
        return number;
    }

    /** A number within the bounds; null if absent. */
    public Double number(String field, double min, double max) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            addViolation(field, "must be a number from " + format(min) + " to " + format(max));
            return null;
        }
        double number = value.doubleValue();
        if (!(number >= min && number <= max)) {
            addViolation(field, "must be from " + format(min) + " to " + format(max));
            return null;
        }
        return number;
    }

    private static String format(double bound) {
        return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    }

    /** An RFC 3339 instant, truncated to the microseconds of the database; null if absent. */
    public Instant instant(String field) {
        String text = string(field, 64);
        if (text == null) {
            return null;
        }
        try {
            Instant instant = Instants.parse(text);
            if (instant.isBefore(Instant.EPOCH.minusSeconds(6_000_000_000L))
                    || instant.isAfter(Instant.EPOCH.plusSeconds(200_000_000_000L))) {
                addViolation(field, "must be in the years 1780 to 8300");
                return null;
            }
            return instant.truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            addViolation(field, "must be an RFC 3339 instant such as 2022-12-18T15:23:10Z");
            return null;
        }
    }

    /** True or false; null if absent. */
    public Boolean bool(String field) {
        JsonNode value = value(field);
        if (value != null && !value.isBoolean()) {
            addViolation(field, "must be true or false");
            return null;
        }
        return value == null ? null : value.booleanValue();
    }

    /** A text or an array of at most {@code max} texts, each as in {@link #string}; empty if absent. */
    public List<String> strings(String field, int maxLength, int max) {
        JsonNode value = value(field);
        if (value == null || !value.isArray()) {
            String text = string(field, maxLength);
            return text == null ? List.of() : List.of(text);
        }
        if (value.size() > max) {
            addViolation(field, "must have at most " + max + " items, and has " + value.size());
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : value) {
            String text = item.textValue();
            if (text == null || text.isBlank() || text.length() > maxLength || isUnencodable(text)) {
                addViolation(
                        field + "[" + texts.size() + "]",
                        "must be a string of 1 to " + maxLength + " characters, none of them a control character");
                return List.of();
            }
            texts.add(text);
        }
        return texts;
    }

    /** One of the given values; null if absent. */
    public String enumValue(String field, List<String> values) {
        String text = string(field, 64);
        if (text != null && !values.contains(text)) {
            addViolation(field, "must be one of " + String.join(", ", values));
            return null;
        }
        return text;
    }

    /** Adds a violation for every field that has not been read. */
    public void rejectUnknownFields() {
        Set<String> unknown = new TreeSet<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!known.contains(field.getKey())) {
                unknown.add(field.getKey());
            }
        }
        for (String field : unknown) {
            String shown = field.length() > 64 || isUnencodable(field) ? null : field;
            addViolation(
                    shown, "is not a field of this object; its fields are " + String.join(", ", new TreeSet<>(known)));
        }
    }
}
