package dev.touchline.simulation.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.touchline.json.Violation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A template of an event with generated fields such as <code>{{player}}</code> in its texts. A field has one value per
 * event; a text that consists of a generated number alone becomes a number.
 */
public final class EventTemplate {

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final Map<String, Function<GeneratedValues, JsonNode>> GENERATED = generated();

    private final Function<GeneratedValues, JsonNode> event;

    private EventTemplate(Function<GeneratedValues, JsonNode> event) {
        this.event = event;
    }

    private static Map<String, Function<GeneratedValues, JsonNode>> generated() {
        Map<String, Function<GeneratedValues, JsonNode>> generated = new LinkedHashMap<>();
        generated.put("uuid", values -> node(values.uuid().toString()));
        generated.put("n", values -> LongNode.valueOf(values.n()));
        generated.put("name", values -> node(values.name()));
        generated.put("minute", values -> IntNode.valueOf(values.minute()));
        generated.put("number", values -> IntNode.valueOf(values.number()));
        generated.put("team", values -> node(values.home() ? "home" : "away"));
        generated.put("player", values -> node(values.player()));
        generated.put("assist", values -> node(values.assist()));
        generated.put("now", values -> node(values.now().toString()));
        return generated;
    }

    /**
     * The generated values of an event. All but the time follow from the seed and the number of the event.
     *
     * @param name the name of the simulation
     * @param n the number of the event, from 1
     * @param minute within the clocks of all sports
     * @param number from 0 to 99
     * @param player a player of the team
     * @param assist another player of the team
     */
    record GeneratedValues(
            String name,
            long n,
            UUID uuid,
            int minute,
            int number,
            boolean home,
            String player,
            String assist,
            Instant now) {

        private static final int MINUTES = 40;
        private static final int NUMBERS = 100;

        static GeneratedValues generate(String name, List<Club> clubs, long seed, long n) {
            Random random = SeededRandom.of(seed, n);
            boolean home = random.nextBoolean();
            List<String> players = clubs.get(home ? 0 : 1).players();
            int player = random.nextInt(players.size());
            int other = (player + 1 + random.nextInt(players.size() - 1)) % players.size();
            return new GeneratedValues(
                    name,
                    n,
                    new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() >>> 2 | Long.MIN_VALUE),
                    1 + random.nextInt(MINUTES),
                    random.nextInt(NUMBERS),
                    home,
                    players.get(player),
                    players.get(other),
                    Instant.now().truncatedTo(ChronoUnit.MILLIS));
        }
    }

    ObjectNode event(GeneratedValues values) {
        return (ObjectNode) event.apply(values);
    }

    /**
     * Compiles a template.
     *
     * @param field its path in the request
     * @return the template, usable only if no violation was added
     */
    public static EventTemplate read(ObjectNode node, String field, List<Violation> violations) {
        return new EventTemplate(compile(node, field, violations));
    }

    private static Function<GeneratedValues, JsonNode> compile(
            JsonNode node, String field, List<Violation> violations) {
        if (node instanceof ObjectNode object) {
            Map<String, Function<GeneratedValues, JsonNode>> fields = new LinkedHashMap<>();
            object.properties().forEach(entry -> {
                if (entry.getKey().contains(OPEN)) {
                    violations.add(new Violation(
                            null, field, "has a generated field in a name; they are allowed only in values"));
                }
                fields.put(entry.getKey(), compile(entry.getValue(), field + "." + entry.getKey(), violations));
            });
            return values -> {
                ObjectNode copy = NODES.objectNode();
                fields.forEach((name, value) -> copy.set(name, value.apply(values)));
                return copy;
            };
        }
        if (node instanceof ArrayNode array) {
            List<Function<GeneratedValues, JsonNode>> items = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                items.add(compile(array.get(i), field + "[" + i + "]", violations));
            }
            return values -> {
                ArrayNode copy = NODES.arrayNode();
                items.forEach(item -> copy.add(item.apply(values)));
                return copy;
            };
        }
        return node.isTextual() ? text(node.textValue(), field, violations) : values -> node;
    }

    private static Function<GeneratedValues, JsonNode> text(String text, String field, List<Violation> violations) {
        List<Function<GeneratedValues, JsonNode>> parts = new ArrayList<>();
        int at = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
            literal(text, at, open, field, violations).ifPresent(parts::add);
            int close = text.indexOf(CLOSE, open);
            if (close < 0) {
                violations.add(new Violation(null, field, "has {{ at character " + (open + 1) + " without }}"));
                return values -> node(text);
            }
            Function<GeneratedValues, JsonNode> part =
                    GENERATED.get(text.substring(open + OPEN.length(), close).strip());
            if (part == null) {
                violations.add(new Violation(
                        null,
                        field,
                        "has a generated field at character " + (open + 1)
                                + " that is unknown; the generated fields are "
                                + GENERATED.keySet().stream()
                                        .map(name -> OPEN + name + CLOSE)
                                        .collect(Collectors.joining(", "))));
                part = values -> node("");
            }
            parts.add(part);
            at = close + CLOSE.length();
        }
        literal(text, at, text.length(), field, violations).ifPresent(parts::add);
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return values ->
                node(parts.stream().map(part -> part.apply(values).asText()).collect(Collectors.joining()));
    }

    private static Optional<Function<GeneratedValues, JsonNode>> literal(
            String text, int from, int to, String field, List<Violation> violations) {
        String literal = text.substring(from, to);
        int stray = literal.indexOf(CLOSE);
        if (stray >= 0) {
            violations.add(new Violation(null, field, "has }} at character " + (from + stray + 1) + " without {{"));
        }
        TextNode node = node(literal);
        return literal.isEmpty() && !text.isEmpty() ? Optional.empty() : Optional.of(values -> node);
    }

    private static TextNode node(String text) {
        return TextNode.valueOf(text);
    }
}
