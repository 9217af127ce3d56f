package dev.touchline.statistics.archive;

import dev.touchline.database.Sql;
import dev.touchline.statistics.archive.file.ArchiveLine.Kind;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A table whose rows are archived, with the columns that it has in this database. An archive thus contains the columns
 * that later versions add, and can be restored to a table that has more of them.
 *
 * @param types of the columns, by name and in the order of the names
 */
record ArchivedTable(Kind kind, Map<String, String> types) {

    private static final String JSON = "json";

    static ArchivedTable read(Kind kind, Sql sql) throws SQLException {
        Map<String, String> types = new LinkedHashMap<>();
        sql.query("""
                SELECT attname::text AS name, format_type(atttypid, atttypmod) AS type
                FROM pg_attribute
                WHERE attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
                ORDER BY attname::text COLLATE "C"
                """.formatted(kind.code()), row -> types.put(row.getString("name"), row.getString("type")));
        return new ArchivedTable(kind, types);
    }

    List<String> columns() {
        return List.copyOf(types.keySet());
    }

    /**
     * The query of rows as lines: JSON without the columns that are null. JSON within is text, so that it stays what it is,
     * character by character.
     *
     * @param condition after {@code WHERE}, with the order
     */
    String select(String condition) {
        String selected = types.entrySet().stream()
                .map(column -> quoted(column.getKey()) + (isJson(column.getValue()) ? "::text" : ""))
                .collect(Collectors.joining(", "));
        return "SELECT json_strip_nulls(row_to_json(archived))::text AS row FROM (SELECT %s FROM %s WHERE %s) AS archived"
                .formatted(selected, quoted(kind.code()), condition);
    }

    /**
     * The statement that inserts rows; its parameter is an array of lines as JSON.
     *
     * @param archived the columns of the archive
     * @param omitted a column that is left null, or null
     * @throws RefusedException if the table lacks one of the columns
     */
    String insert(List<String> archived, String omitted) {
        for (String column : archived) {
            if (!types.containsKey(column)) {
                throw new RefusedException(
                        "The archive was written by another version: the table %s has no column %s. Restore it with that version."
                                .formatted(kind.code(), column));
            }
        }
        List<String> inserted =
                archived.stream().filter(column -> !column.equals(omitted)).toList();
        return "INSERT INTO %s (%s) SELECT %s FROM json_to_recordset(?::json) AS archived (%s)"
                .formatted(
                        quoted(kind.code()),
                        joined(inserted, ArchivedTable::quoted),
                        joined(inserted, column -> quoted(column) + (isJson(types.get(column)) ? "::json" : "")),
                        joined(
                                inserted,
                                column -> quoted(column) + " "
                                        + (isJson(types.get(column)) ? "text" : types.get(column))));
    }

    private static String joined(List<String> columns, UnaryOperator<String> part) {
        return columns.stream().map(part).collect(Collectors.joining(", "));
    }

    private static boolean isJson(String type) {
        return type.equals(JSON);
    }

    // Some names are keywords of SQL.
    private static String quoted(String name) {
        return '"' + name + '"';
    }
}
