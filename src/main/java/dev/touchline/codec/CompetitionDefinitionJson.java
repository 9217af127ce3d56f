package dev.touchline.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.catalogue.RulesJson;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Deduction;
import dev.touchline.event.Ids;
import dev.touchline.event.Rules;
import dev.touchline.event.SportCatalogue;
import dev.touchline.json.FieldReader;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.MalformedException;
import dev.touchline.json.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A competition definition as plain JSON, in {@code PUT /competitions/{id}} and in the database. */
public final class CompetitionDefinitionJson {

    private static final int MAX_LENGTH = 200;
    private static final int MAX_DEDUCTIONS = 1000;
    private static final int MAX_POINTS = 1000;

    private CompetitionDefinitionJson() {}

    /**
     * Reads the body of the request.
     *
     * @param competition the id from the path
     * @param receivedAt the time of receipt, which becomes the revision
     * @throws InvalidException with all violations
     */
    public static CompetitionDefinition read(
            JsonNode node, String competition, SportCatalogue catalogue, Instant receivedAt) {
        long revision = ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt);
        return read(node, competition, revision, catalogue, receivedAt);
    }

    static CompetitionDefinition read(
            JsonNode node, String competition, long revision, SportCatalogue catalogue, Instant receivedAt) {
        List<Violation> violations = new ArrayList<>();
        if (!(node instanceof ObjectNode object)) {
            throw new InvalidException(List.of(new Violation(null, null, "must be a JSON object")));
        }
        FieldReader fields = new FieldReader(object, null, violations);
        String idProblem = Ids.problem(competition);
        if (idProblem != null) {
            fields.addViolation("id", idProblem);
        }
        String sport = fields.string("sport", MAX_LENGTH);
        if (sport != null && catalogue.find(sport).isEmpty()) {
            fields.addViolation("sport", "must be one of " + String.join(", ", new TreeSet<>(catalogue.names())));
        }
        CompetitionDefinition definition = new CompetitionDefinition(
                competition,
                revision,
                fields.string("name", MAX_LENGTH),
                sport,
                rules(fields, violations),
                deductions(fields, violations),
                receivedAt);
        fields.rejectUnknownFields();
        if (!violations.isEmpty()) {
            throw new InvalidException(violations);
        }
        return definition;
    }

    /**
     * Reads a stored definition.
     *
     * @throws IllegalStateException if the content is invalid
     */
    public static CompetitionDefinition readStored(
            String content, String competition, long revision, SportCatalogue catalogue, Instant receivedAt) {
        try {
            return read(
                    Json.parse(content.getBytes(StandardCharsets.UTF_8)), competition, revision, catalogue, receivedAt);
        } catch (MalformedException | InvalidException e) {
            throw new IllegalStateException("the stored definition is invalid", e);
        }
    }

    private static Rules rules(FieldReader fields, List<Violation> violations) {
        JsonNode node = fields.value("rules");
        if (node == null) {
            return Rules.UNSPECIFIED;
        }
        if (node instanceof ObjectNode object) {
            return RulesJson.read(new FieldReader(object, null, "rules", violations));
        }
        fields.addViolation("rules", "must be a JSON object");
        return Rules.UNSPECIFIED;
    }

    private static List<Deduction> deductions(FieldReader fields, List<Violation> violations) {
        JsonNode nodes = fields.value("deductions");
        if (nodes == null) {
            return List.of();
        }
        if (!nodes.isArray() || nodes.size() > MAX_DEDUCTIONS) {
            fields.addViolation("deductions", "must be an array of at most " + MAX_DEDUCTIONS);
            return List.of();
        }
        List<Deduction> deductions = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            String path = "deductions[" + i + "]";
            if (!(nodes.get(i) instanceof ObjectNode object)) {
                fields.addViolation(path, "must be a JSON object");
                continue;
            }
            FieldReader deduction = new FieldReader(object, null, path, violations);
            String team = deduction.required("team", MAX_LENGTH, "the team's name, as in announcements");
            Long points = deduction.integer("points", 1, MAX_POINTS);
            if (!deduction.has("points")) {
                deduction.addViolation("points", "is required: how many are deducted");
            }
            String reason = deduction.string("reason", MAX_LENGTH);
            deduction.rejectUnknownFields();
            deductions.add(new Deduction(team, points == null ? 0 : points.intValue(), reason));
        }
        return List.copyOf(deductions);
    }

    /** Writes the definition's fields; equal definitions yield equal JSON. */
    public static ObjectNode write(CompetitionDefinition definition) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.put("name", definition.name());
        object.put("sport", definition.sport());
        object.set("rules", RulesJson.write(definition.rules()));
        ArrayNode deductions = object.putArray("deductions");
        for (Deduction deduction : definition.deductions()) {
            deductions
                    .addObject()
                    .put("team", deduction.team())
                    .put("points", deduction.points())
                    .put("reason", deduction.reason());
        }
        return object;
    }
}
