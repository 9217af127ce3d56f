package dev.touchline.codec.competition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.json.FieldReader;
import dev.touchline.json.Json;
import java.util.List;

/** The reporters that an announcement or a definition declares, as an array of patterns; null if it declares none. */
public final class ReportersJson {

    /** Patterns of a declaration. */
    private static final int MAX_PATTERNS = 20;

    private static final int MAX_LENGTH = 200;
    private static final String FIELD = "reporters";

    private ReportersJson() {}

    /** Reads the field; null if it is absent. */
    public static List<String> read(FieldReader fields) {
        return fields.has(FIELD) ? fields.strings(FIELD, MAX_LENGTH, MAX_PATTERNS, ReportersJson::problem) : null;
    }

    private static String problem(String pattern) {
        int star = pattern.indexOf('*');
        return star < 0 || star == pattern.length() - 1
                ? null
                : "must be the name of a source, or the beginning of names and a * at the end";
    }

    /** Reads an array that was stored; null for null. */
    public static List<String> readStored(String json) {
        return json == null ? null : List.of(Json.read(json, String[].class));
    }

    /** Writes the array; null for null. */
    public static String write(List<String> reporters) {
        return reporters == null ? null : Json.write(reporters);
    }

    /** Writes the field. */
    public static void write(List<String> reporters, ObjectNode object) {
        if (reporters == null) {
            object.putNull(FIELD);
            return;
        }
        ArrayNode array = object.putArray(FIELD);
        reporters.forEach(array::add);
    }
}
