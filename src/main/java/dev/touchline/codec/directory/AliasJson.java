package dev.touchline.codec.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.event.DirectoryEntry;
import dev.touchline.event.Ids;
import dev.touchline.event.PlayerEntry;
import dev.touchline.event.Reporter;
import dev.touchline.event.TeamEntry;
import dev.touchline.json.FieldReader;
import dev.touchline.json.InvalidException;
import dev.touchline.sport.SportCatalogue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** An alias that is accepted, as in {@code POST /competitions/{id}/aliases}. */
public final class AliasJson {

    private static final int MAX_LENGTH = 200;

    /** The kinds of entries. */
    private static final List<String> KINDS = List.of(TeamEntry.TYPE.kind(), PlayerEntry.TYPE.kind());

    private AliasJson() {}

    /**
     * Reads the body of the request. The fields of the list of likely aliases that say why are permitted.
     *
     * @param competition the id from the path
     * @param receivedAt the time of receipt, which becomes the revision
     * @throws InvalidException with all violations
     */
    public static DirectoryEntry read(
            JsonNode node, String competition, SportCatalogue catalogue, Instant receivedAt, Reporter reporter) {
        FieldReader fields = FieldReader.of(node);
        fields.checked("competition", competition, Ids::problem);
        fields.require("kind", String.join(" or ", KINDS));
        String kind = fields.enumValue("kind", KINDS);
        String id = fields.checked(
                "id", fields.required("id", MAX_LENGTH, "the id of the team or the player"), Ids::problem);
        String name = fields.requiredName("name", MAX_LENGTH, "the name that is shown");
        String alias = fields.requiredName("alias", MAX_LENGTH, "another name");
        String team = fields.name("team", MAX_LENGTH);
        String sport = fields.checked("sport", fields.string("sport", MAX_LENGTH), catalogue::problem);
        if (alias != null && alias.equals(name)) {
            fields.addViolation("alias", "must be another name");
        }
        if (team != null && TeamEntry.TYPE.kind().equals(kind)) {
            fields.addViolation("team", "is a field of players only");
        }
        fields.value("reason");
        fields.value("certain");
        fields.requireValid();
        long revision = ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt);
        List<String> aliases = List.of(alias);
        if (TeamEntry.TYPE.kind().equals(kind)) {
            return new TeamEntry(id, revision, name, null, sport, aliases, List.of(), true, receivedAt, reporter);
        }
        List<String> teams = team == null ? List.of() : List.of(team);
        return new PlayerEntry(id, revision, name, null, sport, aliases, teams, true, receivedAt, reporter);
    }
}
