package dev.touchline.codec.competition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.catalogue.RulesJson;
import dev.touchline.event.Coded;
import dev.touchline.event.Ids;
import dev.touchline.event.Rules;
import dev.touchline.event.Stage;
import dev.touchline.event.Stage.CarryOver;
import dev.touchline.event.Stage.Decision;
import dev.touchline.event.Stage.Group;
import dev.touchline.event.Stage.Kind;
import dev.touchline.event.TieDecider;
import dev.touchline.json.FieldReader;
import dev.touchline.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The stages of a competition definition as JSON. */
final class StageJson {

    private static final int MAX_LENGTH = 200;
    private static final int MAX_STAGES = 100;
    private static final int MAX_ROUNDS = 100;
    private static final int MAX_GROUPS = 50;
    private static final int MAX_TEAMS = 1000;
    private static final int MAX_LEGS = 2;
    private static final int MAX_GAMES = 99;

    private StageJson() {}

    /** Reads the stages and checks the ids by which they refer to one another. */
    static List<Stage> read(FieldReader fields) {
        List<Stage> stages = fields.objects("stages", StageJson::stage);
        if (stages.size() > MAX_STAGES) {
            fields.addViolation("stages", "must have at most " + MAX_STAGES + " items, and has " + stages.size());
            return stages;
        }
        Set<String> tables = tables(stages);
        Set<String> before = new HashSet<>();
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            String path = "stages[" + i + "]";
            List<String> names =
                    Stream.of(stage.id(), stage.name()).filter(Objects::nonNull).toList();
            if (!Collections.disjoint(before, names)) {
                fields.addViolation(path, "has the id or name of another stage");
            }
            String from = stage.carryOver() == null ? null : stage.carryOver().from();
            if (from != null && !(before.contains(from) && tables.contains(from))) {
                fields.addViolation(
                        path + ".carryOver.from", "must be the id of a stage of tables that is listed before");
            }
            if (stage.groups().size() > MAX_GROUPS) {
                fields.addViolation(path + ".groups", "must have at most " + MAX_GROUPS + " items");
            }
            if (stage.placedBy() != null && !tables.contains(stage.placedBy())) {
                fields.addViolation(path + ".placedBy", "must be the id of a stage of tables");
            }
            before.addAll(names);
        }
        return stages;
    }

    /** The ids of the stages that have tables. */
    static Set<String> tables(List<Stage> stages) {
        return stages.stream()
                .filter(stage -> stage.kind() == Kind.TABLE)
                .map(Stage::id)
                .collect(Collectors.toSet());
    }

    private static Stage stage(FieldReader fields) {
        String id = fields.checked("id", fields.required("id", MAX_LENGTH, "the stage's id"), Ids::problem);
        String name = fields.name("name", MAX_LENGTH);
        fields.require("kind", "table or knock-out");
        Kind kind = coded("kind", Kind.values(), fields);
        Rules rules = fields.object("rules", RulesJson::read);
        List<Group> groups = fields.objects("groups", StageJson::group);
        CarryOver carryOver = fields.object("carryOver", StageJson::carryOver);
        Integer legs = fields.integer("legs", 1, MAX_LEGS, null);
        Integer bestOf = fields.integer("bestOf", 1, MAX_GAMES, null);
        List<String> rounds = fields.names("rounds", MAX_LENGTH, MAX_ROUNDS);
        List<TieDecider> ties = ties(fields);
        String placedBy = fields.string("placedBy", MAX_LENGTH);
        List<Decision> decisions = fields.objects("decisions", StageJson::decision);
        if (kind == Kind.KNOCK_OUT) {
            refuse(fields, "of a stage of tables only", "rules", "groups", "carryOver");
        } else if (kind == Kind.TABLE) {
            refuse(fields, "of a knock-out only", "legs", "bestOf", "rounds", "ties", "placedBy", "decisions");
        }
        if (ties != null && ties.contains(TieDecider.BETTER_PLACE) && placedBy == null) {
            fields.addViolation("placedBy", "is required: the id of the stage with the places");
        }
        return new Stage(
                id,
                name,
                kind,
                rules == null ? Rules.UNSPECIFIED : rules,
                groups,
                carryOver,
                legs,
                bestOf,
                rounds,
                ties,
                placedBy,
                decisions);
    }

    private static void refuse(FieldReader fields, String owner, String... names) {
        Stream.of(names).filter(fields::has).forEach(name -> fields.addViolation(name, "is a field " + owner));
    }

    private static Group group(FieldReader fields) {
        String name = fields.requiredName("name", MAX_LENGTH, "the name of the table");
        List<String> teams = fields.names("teams", MAX_LENGTH, MAX_TEAMS);
        if (teams.isEmpty()) {
            fields.addViolation("teams", "must be the names of the teams, as in announcements");
        }
        return new Group(name, List.copyOf(teams));
    }

    private static CarryOver carryOver(FieldReader fields) {
        String from = fields.required("from", MAX_LENGTH, "the id of the stage whose results are carried over");
        fields.require("results", "all, halved, halved up or among qualified");
        CarryOver.Results results = coded("results", CarryOver.Results.values(), fields);
        return new CarryOver(from, results, fields.flag("pointsOnly"));
    }

    private static List<TieDecider> ties(FieldReader fields) {
        List<TieDecider> ties = new ArrayList<>();
        fields.items("ties", "must be an array of criteria", (path, node) -> {
            TieDecider decider = parse(node.asText(""), TieDecider.values());
            if (decider == null) {
                fields.addViolation(path, "must be one of " + String.join(", ", codes(TieDecider.values())));
            } else if (ties.contains(decider)) {
                fields.addViolation(path, "is listed twice");
            } else {
                ties.add(decider);
            }
        });
        return fields.has("ties") ? List.copyOf(ties) : null;
    }

    private static Decision decision(FieldReader fields) {
        List<String> teams = fields.names("teams", MAX_LENGTH, 2);
        String winner = fields.requiredName("winner", MAX_LENGTH, "one of the teams");
        if (Set.copyOf(teams).size() != 2) {
            fields.addViolation("teams", "must be the names of both teams, as in announcements");
        } else if (winner != null && !teams.contains(winner)) {
            fields.addViolation("winner", "must be one of the teams");
        }
        return new Decision(teams, fields.name("round", MAX_LENGTH), winner, fields.name("reason", MAX_LENGTH));
    }

    private static <E extends Coded> E coded(String field, E[] values, FieldReader fields) {
        String code = fields.enumValue(field, codes(values));
        return code == null ? null : parse(code, values);
    }

    private static <E extends Coded> E parse(String code, E[] values) {
        return Stream.of(values)
                .filter(value -> value.code().equals(code))
                .findFirst()
                .orElse(null);
    }

    private static <E extends Coded> List<String> codes(E[] values) {
        return Stream.of(values).map(Coded::code).toList();
    }

    /** Writes the stages; equal stages yield equal JSON. */
    static ArrayNode write(List<Stage> stages) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        stages.forEach(stage -> write(stage, array.addObject()));
        return array;
    }

    private static void write(Stage stage, ObjectNode object) {
        object.put("id", stage.id())
                .put("name", stage.name())
                .put("kind", stage.kind().code());
        if (stage.kind() == Kind.TABLE) {
            object.set("rules", RulesJson.write(stage.rules()));
            ArrayNode groups = object.putArray("groups");
            for (Group group : stage.groups()) {
                ObjectNode item = groups.addObject().put("name", group.name());
                group.teams().forEach(item.putArray("teams")::add);
            }
            if (stage.carryOver() != null) {
                object.putObject("carryOver")
                        .put("from", stage.carryOver().from())
                        .put("results", stage.carryOver().results().code())
                        .put("pointsOnly", stage.carryOver().pointsOnly());
            }
            return;
        }
        object.put("legs", stage.legs()).put("bestOf", stage.bestOf());
        stage.rounds().forEach(object.putArray("rounds")::add);
        if (stage.ties() != null) {
            ArrayNode ties = object.putArray("ties");
            stage.ties().forEach(decider -> ties.add(decider.code()));
        }
        object.put("placedBy", stage.placedBy());
        ArrayNode decisions = object.putArray("decisions");
        for (Decision decision : stage.decisions()) {
            ObjectNode item = decisions.addObject();
            decision.teams().forEach(item.putArray("teams")::add);
            item.put("round", decision.round()).put("winner", decision.winner()).put("reason", decision.reason());
        }
    }
}
