package dev.touchline.codec.statement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.field.EventFields;
import dev.touchline.event.Ids;
import dev.touchline.event.LineUp;
import dev.touchline.event.Reporter;
import dev.touchline.json.FieldReader;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** A line-up as plain JSON, in {@code PUT /matches/{id}/lineups}, in messages and in the event log. */
public final class LineUpJson {

    private static final Pattern FORMATION = Pattern.compile("\\d{1,2}(-\\d{1,2}){1,6}");

    private LineUpJson() {}

    /**
     * Reads the body of the request.
     *
     * @param match the id from the path
     * @throws InvalidException with all violations
     */
    public static LineUp read(JsonNode node, String match, Instant receivedAt, Reporter reporter) {
        FieldReader fields = FieldReader.of(node);
        fields.checked("id", match, Ids::problem);
        LineUp lineUp = read(fields, match, receivedAt, reporter);
        fields.requireValid();
        return lineUp;
    }

    static LineUp read(FieldReader fields, StatementJson.Context context) {
        return read(fields, context.match(), context.receivedAt(), context.reporter());
    }

    private static LineUp read(FieldReader fields, String match, Instant receivedAt, Reporter reporter) {
        if (!fields.has("home") && !fields.has("away")) {
            fields.addViolation(null, "must have at least one of home, away");
        }
        return new LineUp(
                match,
                fields.object("home", LineUpJson::team),
                fields.object("away", LineUpJson::team),
                receivedAt,
                reporter);
    }

    private static LineUp.Team team(FieldReader fields) {
        String formation = fields.checked(
                "formation",
                fields.string("formation", EventFields.MAX_LENGTH),
                text -> FORMATION.matcher(text).matches() ? null : "must be numbers joined by hyphens, such as 4-3-3");
        String coach = fields.string("coach", EventFields.MAX_LENGTH);
        fields.require("players", "the players of the team");
        List<LineUp.Player> players = fields.objects("players", LineUpJson::player);
        if (players.size() > LineUp.MAX_PLAYERS) {
            fields.addViolation("players", "must have at most " + LineUp.MAX_PLAYERS + " items");
        } else {
            requireUnique("number", players.stream().map(LineUp.Player::number).toList(), fields);
            requireUnique("id", players.stream().map(LineUp.Player::id).toList(), fields);
        }
        return new LineUp.Team(formation, coach, players);
    }

    private static void requireUnique(String field, List<?> values, FieldReader fields) {
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            if (Objects.nonNull(value) && !seen.add(value)) {
                fields.addViolation("players[" + i + "]." + field, "must be of one player only");
            }
        }
    }

    private static LineUp.Player player(FieldReader fields) {
        Integer number = fields.integer("number", 0, LineUp.MAX_NUMBER, null);
        String name = fields.string("name", EventFields.MAX_LENGTH);
        String id = fields.checked("id", fields.string("id", EventFields.MAX_LENGTH), Ids::problem);
        if (!fields.has("name") && !fields.has("id")) {
            fields.addViolation(null, "must have a name or an id");
        }
        String position = fields.string("position", EventFields.MAX_LENGTH);
        return new LineUp.Player(number, name, id, position, fields.flag("starting"));
    }

    static ObjectNode write(LineUp lineUp) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.set("home", write(lineUp.home()));
        object.set("away", write(lineUp.away()));
        return object;
    }

    private static ObjectNode write(LineUp.Team team) {
        if (team == null) {
            return null;
        }
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.put("formation", team.formation());
        object.put("coach", team.coach());
        ArrayNode players = object.putArray("players");
        for (LineUp.Player player : team.players()) {
            ObjectNode item = players.addObject();
            item.put("number", player.number());
            item.put("name", player.name());
            item.put("id", player.id());
            item.put("position", player.position());
            item.put("starting", player.starting());
        }
        return object;
    }
}
