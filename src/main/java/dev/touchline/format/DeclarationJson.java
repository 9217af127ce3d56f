package dev.touchline.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.Declaration;
import dev.touchline.event.Deduction;
import dev.touchline.event.Rules;
import dev.touchline.event.SportCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A declaration as plain JSON: the object of {@code PUT /competitions/{id}}, and what the database keeps of it. */
public final class DeclarationJson {

    private static final int LONGEST = 200;
    private static final int MOST_DEDUCTIONS = 1000;
    private static final int MOST_POINTS = 1000;

    private DeclarationJson() {}

    /**
     * Reads what was put at the competition's address.
     *
     * @param competition the id from the address
     * @param receivedAt the time of receipt, which also orders declarations
     * @throws InvalidException with everything that is wrong
     */
    public static Declaration read(JsonNode node, String competition, SportCatalogue catalogue, Instant receivedAt) {
        long revision = ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt);
        return read(node, competition, revision, catalogue, receivedAt);
    }

    static Declaration read(
            JsonNode node, String competition, long revision, SportCatalogue catalogue, Instant receivedAt) {
        List<Violation> violations = new ArrayList<>();
        if (!(node instanceof ObjectNode object)) {
            throw new InvalidException(List.of(new Violation(null, null, "must be a JSON object")));
        }
        Fields fields = new Fields(object, null, violations);
        String wrongId = EventJson.wrongWithId(competition);
        if (wrongId != null) {
            fields.violation("id", wrongId);
        }
        String sport = fields.text("sport", LONGEST);
        if (sport != null && catalogue.find(sport).isEmpty()) {
            fields.violation("sport", "must be one of " + String.join(", ", new TreeSet<>(catalogue.names())));
        }
        Declaration declaration = new Declaration(
                competition,
                revision,
                fields.text("name", LONGEST),
                sport,
                rules(fields, violations),
                deductions(fields, violations),
                receivedAt);
        fields.refuseOthers();
        if (!violations.isEmpty()) {
            throw new InvalidException(violations);
        }
        return declaration;
    }

    /**
     * Reads back what the database keeps.
     *
     * @throws IllegalStateException if it keeps something else
     */
    public static Declaration stored(
            String content, String competition, long revision, SportCatalogue catalogue, Instant receivedAt) {
        try {
            return read(
                    Json.parse(content.getBytes(StandardCharsets.UTF_8)), competition, revision, catalogue, receivedAt);
        } catch (MalformedException | InvalidException e) {
            throw new IllegalStateException("the database holds an unreadable declaration", e);
        }
    }

    private static Rules rules(Fields fields, List<Violation> violations) {
        JsonNode node = fields.value("rules");
        if (node == null) {
            return Rules.UNDECLARED;
        }
        if (node instanceof ObjectNode object) {
            return RulesJson.read(new Fields(object, null, "rules", violations));
        }
        fields.violation("rules", "must be a JSON object");
        return Rules.UNDECLARED;
    }

    private static List<Deduction> deductions(Fields fields, List<Violation> violations) {
        JsonNode nodes = fields.value("deductions");
        if (nodes == null) {
            return List.of();
        }
        if (!nodes.isArray() || nodes.size() > MOST_DEDUCTIONS) {
            fields.violation("deductions", "must be an array of at most " + MOST_DEDUCTIONS);
            return List.of();
        }
        List<Deduction> deductions = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            String path = "deductions[" + i + "]";
            if (!(nodes.get(i) instanceof ObjectNode object)) {
                fields.violation(path, "must be a JSON object");
                continue;
            }
            Fields deduction = new Fields(object, null, path, violations);
            String team = deduction.required("team", LONGEST, "the team's name, as in announcements");
            Long points = deduction.whole("points", 1, MOST_POINTS);
            if (!deduction.has("points")) {
                deduction.violation("points", "is required: how many are deducted");
            }
            String reason = deduction.text("reason", LONGEST);
            deduction.refuseOthers();
            deductions.add(new Deduction(team, points == null ? 0 : points.intValue(), reason));
        }
        return List.copyOf(deductions);
    }

    /** The declaration's fields; equal declarations write equal text. */
    public static ObjectNode write(Declaration declaration) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.put("name", declaration.name());
        object.put("sport", declaration.sport());
        object.set("rules", RulesJson.write(declaration.rules()));
        ArrayNode deductions = object.putArray("deductions");
        for (Deduction deduction : declaration.deductions()) {
            deductions
                    .addObject()
                    .put("team", deduction.team())
                    .put("points", deduction.points())
                    .put("reason", deduction.reason());
        }
        return object;
    }
}
