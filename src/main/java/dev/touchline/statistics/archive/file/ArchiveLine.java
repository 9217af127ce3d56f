package dev.touchline.statistics.archive.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.json.Json;
import dev.touchline.json.MalformedException;
import java.util.Locale;
import java.util.Map;

/**
 * A line of an archive: a JSON object with one field, named after the kind of the line.
 *
 * @param row the value of the field, as text without line breaks
 */
public record ArchiveLine(Kind kind, String row) {

    /** The content of a line. */
    public enum Kind {
        /** The header, which is the first line. */
        ARCHIVE,
        /** The last definition of the competition by an account. */
        COMPETITION,
        /** A match with its score. Its reports and conflicts follow. */
        MATCH,
        /** A report of the match before, as in the event log. */
        EVENT,
        /** A conflict of the match before. */
        CONFLICT,
        /** The digest of all lines before, as the last line. */
        END;

        /** The name of the field, and of the table if it is a row of one. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The line as text. */
    String text() {
        return "{\"" + kind.code() + "\":" + row + "}";
    }

    /** A line that was read, and its row as a tree. */
    record Parsed(ArchiveLine line, ObjectNode content) {}

    /** Reads a line. Throws MalformedException if it is none. */
    static Parsed parse(String text) {
        JsonNode line = Json.parse(text);
        if (line.size() == 1 && line.isObject()) {
            Map.Entry<String, JsonNode> field = line.properties().iterator().next();
            for (Kind kind : Kind.values()) {
                String prefix = "{\"" + kind.code() + "\":";
                if (kind.code().equals(field.getKey())
                        && field.getValue() instanceof ObjectNode content
                        && text.startsWith(prefix)) {
                    return new Parsed(
                            new ArchiveLine(kind, text.substring(prefix.length(), text.length() - 1)), content);
                }
            }
        }
        throw new MalformedException("not a line of an archive");
    }

    /** The row as a tree. */
    public ObjectNode content() {
        return (ObjectNode) Json.parse(row);
    }
}
