package dev.touchline.statistics.archive.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.Ids;
import dev.touchline.json.Instants;
import dev.touchline.json.MalformedException;
import dev.touchline.statistics.archive.file.ArchiveLine.Kind;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The first line of an archive.
 *
 * @param id unique to the archive
 * @param archivedAt the instant of the state of the database
 * @param counts the number of lines of each kind
 * @param columns the columns of rows by kind; a row lacks those that are null in it
 */
public record ArchiveHeader(
        String id, String competition, Instant archivedAt, Map<Kind, Long> counts, Map<Kind, List<String>> columns) {

    /** The version of the format that this application writes and reads. */
    private static final int VERSION = 1;

    /** The kinds whose lines are rows of a table. */
    public static final List<Kind> TABLES = List.of(Kind.COMPETITION, Kind.EVENT, Kind.CONFLICT);

    /** The kinds whose lines are counted. */
    private static final List<Kind> COUNTED = List.of(Kind.COMPETITION, Kind.MATCH, Kind.EVENT, Kind.CONFLICT);

    /** The number of lines of a kind. */
    public long count(Kind kind) {
        return counts.get(kind);
    }

    ArchiveLine line() {
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        header.put("version", VERSION);
        header.put("id", id);
        header.put("competition", competition);
        header.put("archivedAt", archivedAt.toString());
        ObjectNode counted = header.putObject("counts");
        COUNTED.forEach(kind -> counted.put(kind.code(), count(kind)));
        ObjectNode named = header.putObject("columns");
        TABLES.forEach(kind -> {
            var names = named.putArray(kind.code());
            columns.get(kind).forEach(names::add);
        });
        return new ArchiveLine(Kind.ARCHIVE, header.toString());
    }

    /** Reads a header. Throws MalformedException if it is none, or one of another version of the format. */
    static ArchiveHeader of(ArchiveLine.Parsed first) {
        if (first.line().kind() != Kind.ARCHIVE) {
            throw new MalformedException("not the header of an archive");
        }
        ObjectNode header = first.content();
        int version = header.path("version").asInt();
        if (version != VERSION) {
            throw new MalformedException(
                    "an archive of version " + version + ", and this application reads " + VERSION);
        }
        Map<Kind, Long> counts = new EnumMap<>(Kind.class);
        for (Kind kind : COUNTED) {
            JsonNode count = header.path("counts").path(kind.code());
            if (!count.isIntegralNumber() || count.longValue() < 0) {
                throw new MalformedException("a header without the number of lines of the kind " + kind.code());
            }
            counts.put(kind, count.longValue());
        }
        Map<Kind, List<String>> columns = new EnumMap<>(Kind.class);
        for (Kind kind : TABLES) {
            List<String> names = new ArrayList<>();
            header.path("columns").path(kind.code()).forEach(name -> names.add(name.asText()));
            columns.put(kind, List.copyOf(names));
        }
        String id = header.path("id").asText();
        String competition = header.path("competition").asText();
        if (id.isEmpty() || Ids.problem(competition) != null) {
            throw new MalformedException("a header without the id of the archive or of the competition");
        }
        try {
            return new ArchiveHeader(
                    id, competition, Instants.parse(header.path("archivedAt").asText()), counts, columns);
        } catch (DateTimeException e) {
            throw new MalformedException("a header without the time of the archive");
        }
    }
}
