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
 * The shape of an event, with generated fields such as <code>{{player}}</code> in its texts. Within an event each has
 * one value, however often it stands there; where a text is nothing but a generated number, it becomes a number.
 */
public final class EventTemplate {

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** What can be generated, by name. */
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
     * What is generated for one event. All but the time follows from the seed and the number of the event.
     *
     * @param name of the simulation
     * @param n which event it is, from 1
     * @param uuid an identity of its own
     * @param minute on the match clock, which every sport has
     * @param number from 0 to 99
     * @param home whether the team is the home team
     * @param player a player of that team
     * @param assist another player of that team
     * @param now the time
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

    /** An event of this shape. */
    ObjectNode event(GeneratedValues values) {
        return (ObjectNode) event.apply(values);
    }

    /**
     * Reads a template.
     *
     * @param field where it stands in the request
     * @param violations takes what is wrong with it, each with its place
     * @return the template, of use only if nothing is wrong
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
                            null, field, "has a generated field in a name; they can only stand in values"));
                }
                fields.put(entry.getKey(), compile(entry.getValue(), field + "." + entry.getKey(), violations));
            });
            return values -> {
                ObjectNode made = NODES.objectNode();
                fields.forEach((name, value) -> made.set(name, value.apply(values)));
                return made;
            };
        }
        if (node instanceof ArrayNode array) {
            List<Function<GeneratedValues, JsonNode>> items = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                items.add(compile(array.get(i), field + "[" + i + "]", violations));
            }
            return values -> {
                ArrayNode made = NODES.arrayNode();
                items.forEach(item -> made.add(item.apply(values)));
                return made;
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
                violations.add(new Violation(
                        null, field, "has {{ at character " + (open + 1) + " without the }} that belongs to it"));
                return values -> node(text);
            }
            Function<GeneratedValues, JsonNode> part =
                    GENERATED.get(text.substring(open + OPEN.length(), close).strip());
            if (part == null) {
                violations.add(new Violation(
                        null,
                        field,
                        "has a generated field at character " + (open + 1) + " that there is not; there are "
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
            violations.add(new Violation(
                    null, field, "has }} at character " + (from + stray + 1) + " without the {{ before it"));
        }
        TextNode node = node(literal);
        return literal.isEmpty() && !text.isEmpty() ? Optional.empty() : Optional.of(values -> node);
    }

    private static TextNode node(String text) {
        return TextNode.valueOf(text);
    }
}
