package dev.touchline.codec.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.DirectoryEntry;
import dev.touchline.event.EventType;
import dev.touchline.event.Ids;
import dev.touchline.event.PlayerEntry;
import dev.touchline.event.Reporter;
import dev.touchline.event.TeamEntry;
import dev.touchline.json.FieldReader;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.MalformedException;
import dev.touchline.sport.SportCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A team or a player as plain JSON, in {@code PUT /teams/{id}} and {@code PUT /players/{id}}, and in the database. */
public final class DirectoryJson {

    private static final int MAX_LENGTH = 200;
    private static final int COLOUR_LENGTH = 7;
    private static final Pattern COLOUR = Pattern.compile("#[0-9a-f]{6}");

    private DirectoryJson() {}

    /** Whether reports of the type are teams or players. */
    public static boolean isEntry(EventType type) {
        return type.equals(TeamEntry.TYPE) || type.equals(PlayerEntry.TYPE);
    }

    /**
     * Reads the body of the request.
     *
     * @param type of the entry: a team or a player
     * @param id from the path
     * @param receivedAt the time of receipt, which becomes the revision
     * @throws InvalidException with all violations
     */
    public static DirectoryEntry read(
            JsonNode node, EventType type, String id, SportCatalogue catalogue, Instant receivedAt, Reporter reporter) {
        FieldReader fields = FieldReader.of(node);
        long revision = ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt);
        DirectoryEntry entry = read(fields, type, id, revision, false, catalogue::problem, receivedAt, reporter);
        fields.requireValid();
        return entry;
    }

    /**
     * Reads an entry with a revision of its own, from a message or the database.
     *
     * @throws InvalidException with all violations
     */
    public static DirectoryEntry read(
            JsonNode node,
            EventType type,
            String id,
            long revision,
            SportCatalogue catalogue,
            Instant receivedAt,
            Reporter reporter) {
        FieldReader fields = FieldReader.of(node);
        boolean adds = fields.flag("adds");
        DirectoryEntry entry = read(fields, type, id, revision, adds, catalogue::problem, receivedAt, reporter);
        if (adds && entry.aliases().size() != 1) {
            fields.addViolation("aliases", "must be the alias that is added");
        }
        fields.requireValid();
        return entry;
    }

    private static DirectoryEntry read(
            FieldReader fields,
            EventType type,
            String id,
            long revision,
            boolean adds,
            UnaryOperator<String> sportProblem,
            Instant receivedAt,
            Reporter reporter) {
        fields.checked("id", id, Ids::problem);
        String name = fields.requiredName("name", MAX_LENGTH, "the name that is shown");
        String shortName = fields.name("shortName", MAX_LENGTH);
        String sport = fields.checked("sport", fields.string("sport", MAX_LENGTH), sportProblem);
        List<String> aliases =
                distinct(fields.names("aliases", MAX_LENGTH, DirectoryEntry.MAX_ALIASES), name == null ? "" : name);
        if (type.equals(TeamEntry.TYPE)) {
            List<String> colours =
                    fields
                            .strings("colours", COLOUR_LENGTH, TeamEntry.MAX_COLOURS, DirectoryJson::colourProblem)
                            .stream()
                            .map(colour -> colour.toLowerCase(Locale.ROOT))
                            .toList();
            return new TeamEntry(id, revision, name, shortName, sport, aliases, colours, adds, receivedAt, reporter);
        }
        List<String> teams = distinct(fields.names("teams", MAX_LENGTH, PlayerEntry.MAX_TEAMS), "");
        return new PlayerEntry(id, revision, name, shortName, sport, aliases, teams, adds, receivedAt, reporter);
    }

    private static List<String> distinct(List<String> names, String name) {
        LinkedHashSet<String> distinct = new LinkedHashSet<>(names);
        distinct.remove(name);
        return List.copyOf(distinct);
    }

    private static String colourProblem(String colour) {
        return COLOUR.matcher(colour.toLowerCase(Locale.ROOT)).matches() ? null : "must be a colour such as #74acdf";
    }

    /**
     * Reads a stored entry.
     *
     * @throws IllegalStateException if the content is invalid
     */
    public static DirectoryEntry readStored(
            String content, EventType type, String id, long revision, Instant receivedAt, Reporter reporter) {
        try {
            // The catalogue may no longer have the sport.
            FieldReader fields = FieldReader.of(Json.parse(content.getBytes(StandardCharsets.UTF_8)));
            DirectoryEntry entry =
                    read(fields, type, id, revision, fields.flag("adds"), sport -> null, receivedAt, reporter);
            fields.requireValid();
            return entry;
        } catch (MalformedException | InvalidException e) {
            throw new IllegalStateException("the stored " + type.kind() + " is invalid", e);
        }
    }

    /** Writes the entry's fields; equal entries yield equal JSON. */
    public static ObjectNode write(DirectoryEntry entry) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.put("name", entry.name());
        object.put("shortName", entry.shortName());
        object.put("sport", entry.sport());
        entry.aliases().forEach(object.putArray("aliases")::add);
        if (entry instanceof TeamEntry team) {
            team.colours().forEach(object.putArray("colours")::add);
        } else {
            ((PlayerEntry) entry).teams().forEach(object.putArray("teams")::add);
        }
        if (entry.adds()) {
            object.put("adds", true);
        }
        return object;
    }
}
