package dev.touchline.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.regex.Pattern;

/**
 * An invalid field of the input.
 *
 * @param index the index of the item in an array, from 0, or null without an array
 * @param field the dotted path of the field, with {@code [2]} for array elements, or null for the item as a whole
 * @param detail what would be right
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"index", "field", "pointer", "detail"})
public record Violation(Integer index, String field, String detail) {

    private static final Pattern ARRAY_INDEX = Pattern.compile("\\[(\\d+)]");

    /** The field as a JSON Pointer (RFC 6901), as RFC 9457 suggests. */
    @JsonProperty
    public String pointer() {
        String item = index == null ? "#" : "#/" + index;
        if (field == null) {
            return item;
        }
        String path = field.replace("~", "~0").replace("/", "~1").replace(".", "/");
        return item + "/" + ARRAY_INDEX.matcher(path).replaceAll("/$1");
    }

    /** The text on one line: without control characters, at most 200 characters. */
    public static String printable(String message) {
        String clean = message.replaceAll("\\p{Cntrl}", "?");
        return clean.length() > 200 ? clean.substring(0, 200) : clean;
    }
}
