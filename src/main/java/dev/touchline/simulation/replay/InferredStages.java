package dev.touchline.simulation.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A tournament whose stages were inferred.
 *
 * @param tournament with stage, round and group of every match
 * @param stages in the order of their first kick-offs; empty for a league of a single table
 * @param findings a sentence about each stage and each tie whose winner was inferred
 */
record InferredStages(Tournament tournament, List<Stage> stages, List<String> findings) {

    // Within the bounds of a definition.
    private static final int MAX_SENTENCES = 50;
    private static final int MAX_LENGTH = 300;

    /**
     * A stage.
     *
     * @param rounds of a knock-out, in playing order; null for tables
     * @param awayGoals whether they decide level ties
     */
    record Stage(String id, String name, List<String> rounds, boolean awayGoals) {

        static Stage table(String id, String name) {
            return new Stage(id, name, null, false);
        }

        private void write(ObjectNode stage) {
            stage.put("id", id).put("name", name).put("kind", rounds == null ? "table" : "knock-out");
            if (rounds == null) {
                return;
            }
            rounds.forEach(stage.putArray("rounds")::add);
            if (awayGoals) {
                stage.putArray("ties")
                        .add("away goals")
                        .add("extra time")
                        .add("penalties")
                        .add("decision");
            }
        }
    }

    /** The definition of the competition; null without stages, since a league does not have to be defined. */
    ObjectNode definition() {
        if (stages.isEmpty()) {
            return null;
        }
        ObjectNode definition = JsonNodeFactory.instance.objectNode();
        definition.put("name", tournament.name()).put("sport", "football");
        findings.stream()
                .limit(MAX_SENTENCES)
                .map(text -> text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH - 1) + "…" : text)
                .forEach(definition.putArray("inferred")::add);
        ArrayNode array = definition.putArray("stages");
        stages.forEach(stage -> stage.write(array.addObject()));
        return definition;
    }
}
