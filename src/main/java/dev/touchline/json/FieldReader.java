package dev.touchline.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Reads the fields of a JSON object and collects all violations. The value of an invalid field is null or meaningless, so
 * callers must check the violations before they use a value.
 */
public final class FieldReader {

    private static final String NO_OBJECT = "must be a JSON object";
    private static final int MAX_ITEMS = 1000;

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

    private FieldReader(ObjectNode object, Integer index, String path, List<Violation> violations) {
        this.object = object;
        this.index = index;
        this.path = path;
        this.violations = violations;
    }

    /**
     * The fields of a document.
     *
     * @throws InvalidException if it is not an object
     */
    public static FieldReader of(JsonNode document) {
        if (document instanceof ObjectNode object) {
            return new FieldReader(object, null, new ArrayList<>());
        }
        throw new InvalidException(List.of(new Violation(null, null, NO_OBJECT)));
    }

    /** Adds a violation of the field, or of the object as a whole if the field is null. */
    public void addViolation(String field, String detail) {
        violations.add(new Violation(index, path(field), detail));
    }

    private String path(String field) {
        return path == null ? field : field == null ? path : path + "." + field;
    }

    /** Adds the violation that the check finds in a text, if any; returns the text, which may be null. */
    public String checked(String field, String text, UnaryOperator<String> check) {
        String detail = text == null ? null : check.apply(text);
        if (detail != null) {
            addViolation(field, detail);
        }
        return text;
    }

    /**
     * Rejects unknown fields.
     *
     * @throws InvalidException with all violations, if there are any
     */
    public void requireValid() {
        rejectUnknownFields();
        if (!violations.isEmpty()) {
            throw invalid();
        }
    }

    /** The exception with all violations so far. */
    public InvalidException invalid() {
        return new InvalidException(violations);
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

    /** Whether the field is present and JSON null, where that differs from absence. */
    public boolean isNull(String field) {
        known.add(field);
        return object.path(field).isNull();
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
        require(field, meaning);
        return string(field, maxLength);
    }

    /** Adds a violation if the field is absent. */
    public void require(String field, String meaning) {
        if (!has(field)) {
            addViolation(field, "is required: " + meaning);
        }
    }

    /** A whole number within the bounds; {@code defaultValue} if absent. */
    public Integer integer(String field, int min, int max, Integer defaultValue) {
        Long number = integer(field, min, max);
        return number == null ? defaultValue : Integer.valueOf(number.intValue());
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

    /** A number within the bounds; {@code defaultValue} if absent. */
    public double number(String field, double min, double max, double defaultValue) {
        JsonNode value = value(field);
        if (value == null) {
            return defaultValue;
        }
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!(number >= min && number <= max)) {
            addViolation(field, "must be a number from " + format(min) + " to " + format(max));
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
        }
        return value == null ? null : value.booleanValue();
    }

    /** Whether the field is true. */
    public boolean flag(String field) {
        return Boolean.TRUE.equals(bool(field));
    }

    /** Reads an object and rejects its unknown fields; null if absent. */
    public <T> T object(String field, Function<FieldReader, T> reader) {
        JsonNode value = value(field);
        return value == null ? null : object(field, value, reader);
    }

    private <T> T object(String field, JsonNode value, Function<FieldReader, T> reader) {
        if (!(value instanceof ObjectNode nested)) {
            addViolation(field, NO_OBJECT);
            return null;
        }
        FieldReader fields = new FieldReader(nested, index, path(field), violations);
        T read = reader.apply(fields);
        fields.rejectUnknownFields();
        return read;
    }

    /** Reads an array of at most 1000 objects; empty if absent. */
    public <T> List<T> objects(String field, Function<FieldReader, T> reader) {
        List<T> objects = new ArrayList<>();
        items(field, "must be an array of at most " + MAX_ITEMS, (item, node) -> {
            T read = object(item, node, reader);
            if (read != null) {
                objects.add(read);
            }
        });
        return Collections.unmodifiableList(objects);
    }

    /** Reads an object of objects by their names, in the order of the document; empty if absent. */
    public <T> Map<String, T> objectMap(String field, String expected, BiFunction<String, FieldReader, T> reader) {
        Map<String, T> objects = new LinkedHashMap<>();
        JsonNode value = value(field);
        if (value != null && !value.isObject()) {
            addViolation(field, expected);
        } else if (value != null) {
            value.properties().forEach(entry -> {
                String name = entry.getKey();
                T read = object(field + "." + name, entry.getValue(), fields -> reader.apply(name, fields));
                if (read != null) {
                    objects.put(name, read);
                }
            });
        }
        return Collections.unmodifiableMap(objects);
    }

    /** Passes the items of an array to the reader, each with its path within this object. */
    public void items(String field, String expected, BiConsumer<String, JsonNode> reader) {
        JsonNode value = value(field);
        if (value != null && (!value.isArray() || value.size() > MAX_ITEMS)) {
            addViolation(field, expected);
        } else if (value != null) {
            for (int i = 0; i < value.size(); i++) {
                reader.accept(field + "[" + i + "]", value.get(i));
            }
        }
    }

    /** A text or an array of at most {@code max} texts, each of them checked; empty if absent. */
    public List<String> strings(String field, int maxLength, int max, UnaryOperator<String> check) {
        JsonNode value = value(field);
        if (value == null || !value.isArray()) {
            String text = checked(field, string(field, maxLength), check);
            return text == null ? List.of() : List.of(text);
        }
        if (value.size() > max) {
            addViolation(field, "must have at most " + max + " items, and has " + value.size());
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : value) {
            String path = field + "[" + texts.size() + "]";
            if (!isText(item, maxLength)) {
                addViolation(
                        path,
                        "must be a string of 1 to " + maxLength + " characters, none of them a control character");
                return List.of();
            }
            texts.add(checked(path, item.textValue(), check));
        }
        return texts;
    }

    /** Whether it is a text of at most {@code maxLength} characters, not blank and without control characters. */
    public static boolean isText(JsonNode node, int maxLength) {
        String text = node.textValue();
        return text != null && !text.isBlank() && text.length() <= maxLength && !isUnencodable(text);
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

    /** One of the constants, each written in lower case; null if absent. */
    public <E extends Enum<E>> E constant(String field, Class<E> type) {
        Map<String, E> constants = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            constants.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        return constants.get(enumValue(field, List.copyOf(constants.keySet())));
    }

    /** Adds a violation for every field that has not been read. */
    public void rejectUnknownFields() {
        Set<String> unknown = new TreeSet<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!known.contains(field.getKey())) {
                unknown.add(field.getKey());
            }
        }
        if (unknown.isEmpty()) {
            return;
        }
        String detail = "is not a field of this object; its fields are " + String.join(", ", new TreeSet<>(known));
        for (String field : unknown) {
            addViolation(field.length() > 64 || isUnencodable(field) ? null : field, detail);
        }
    }
}
