package dev.touchline.codec.competition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.catalogue.RulesJson;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Deduction;
import dev.touchline.event.Ids;
import dev.touchline.event.Reporter;
import dev.touchline.event.Rules;
import dev.touchline.event.Stage;
import dev.touchline.json.FieldReader;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.MalformedException;
import dev.touchline.sport.SportCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/** A competition definition as plain JSON, in {@code PUT /competitions/{id}} and in the database. */
public final class CompetitionDefinitionJson {

    private static final int MAX_LENGTH = 200;
    private static final int MAX_POINTS = 1000;
    private static final int MAX_SENTENCES = 100;
    private static final int MAX_SENTENCE_LENGTH = 500;

    private CompetitionDefinitionJson() {}

    /**
     * Reads the body of the request.
     *
     * @param competition the id from the path
     * @param receivedAt the time of receipt, which becomes the revision
     * @throws InvalidException with all violations
     */
    public static CompetitionDefinition read(
            JsonNode node, String competition, SportCatalogue catalogue, Instant receivedAt, Reporter reporter) {
        long revision = ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt);
        return read(node, competition, revision, catalogue, receivedAt, reporter);
    }

    /**
     * Reads a definition with a revision of its own, from a message or the log.
     *
     * @throws InvalidException with all violations
     */
    public static CompetitionDefinition read(
            JsonNode node,
            String competition,
            long revision,
            SportCatalogue catalogue,
            Instant receivedAt,
            Reporter reporter) {
        FieldReader fields = FieldReader.of(node);
        fields.checked("id", competition, Ids::problem);
        String sport = fields.checked("sport", fields.string("sport", MAX_LENGTH), catalogue::problem);
        String name = fields.string("name", MAX_LENGTH);
        String variant = fields.checked(
                "variant", fields.string("variant", MAX_LENGTH), text -> catalogue.variantProblem(sport, text));
        Rules rules = fields.object("rules", RulesJson::read);
        List<Deduction> deductions = fields.objects("deductions", CompetitionDefinitionJson::deduction);
        List<Stage> stages = StageJson.read(fields);
        requireKnownStages(deductions, stages, fields);
        List<String> reporters = ReportersJson.read(fields);
        List<String> inferred = fields.has("inferred")
                ? fields.strings("inferred", MAX_SENTENCE_LENGTH, MAX_SENTENCES, text -> null)
                : null;
        fields.requireValid();
        return new CompetitionDefinition(
                competition,
                revision,
                name,
                sport,
                variant,
                rules == null ? Rules.UNSPECIFIED : rules,
                deductions,
                stages,
                reporters,
                inferred,
                receivedAt,
                reporter);
    }

    private static Deduction deduction(FieldReader fields) {
        String team = fields.required("team", MAX_LENGTH, "the team's name, as in announcements");
        fields.require("points", "how many are deducted");
        int points = fields.integer("points", 1, MAX_POINTS, 0);
        return new Deduction(team, points, fields.string("reason", MAX_LENGTH), fields.string("stage", MAX_LENGTH));
    }

    private static void requireKnownStages(List<Deduction> deductions, List<Stage> stages, FieldReader fields) {
        Set<String> tables = StageJson.tables(stages);
        for (int i = 0; i < deductions.size(); i++) {
            String stage = deductions.get(i).stage();
            if (stage != null && !tables.contains(stage)) {
                fields.addViolation("deductions[" + i + "].stage", "must be the id of a stage of tables");
            }
        }
    }

    /**
     * Reads a stored definition.
     *
     * @throws IllegalStateException if the content is invalid
     */
    public static CompetitionDefinition readStored(
            String content,
            String competition,
            long revision,
            SportCatalogue catalogue,
            Instant receivedAt,
            Reporter reporter) {
        try {
            return read(
                    Json.parse(content.getBytes(StandardCharsets.UTF_8)),
                    competition,
                    revision,
                    catalogue,
                    receivedAt,
                    reporter);
        } catch (MalformedException | InvalidException e) {
            throw new IllegalStateException("the stored definition is invalid", e);
        }
    }

    /** Writes the definition's fields; equal definitions yield equal JSON. */
    public static ObjectNode write(CompetitionDefinition definition) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.put("name", definition.name());
        object.put("sport", definition.sport());
        object.put("variant", definition.variant());
        object.set("rules", RulesJson.write(definition.rules()));
        ArrayNode deductions = object.putArray("deductions");
        for (Deduction deduction : definition.deductions()) {
            deductions
                    .addObject()
                    .put("team", deduction.team())
                    .put("points", deduction.points())
                    .put("reason", deduction.reason())
                    .put("stage", deduction.stage());
        }
        object.set("stages", StageJson.write(definition.stages()));
        ReportersJson.write(definition.reporters(), object);
        if (definition.isInferred()) {
            definition.inferred().forEach(object.putArray("inferred")::add);
        }
        return object;
    }
}
