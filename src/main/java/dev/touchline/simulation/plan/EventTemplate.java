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

    private static final List<String> GENERATED =
            List.of("uuid", "n", "name", "minute", "number", "team", "player", "assist", "now");
    private static final int MINUTES = 40;
    private static final int NUMBERS = 100;

    private final Function<Map<String, JsonNode>, JsonNode> event;

    private EventTemplate(Function<Map<String, JsonNode>, JsonNode> event) {
        this.event = event;
    }

    /**
     * The generated values of an event by field. All but the time follow from the seed and the number of the event.
     *
     * @param n the number of the event, from 1
     */
    static Map<String, JsonNode> values(String name, List<Club> clubs, long seed, long n) {
        Random random = SeededRandom.of(seed, n);
        boolean home = random.nextBoolean();
        List<String> players = clubs.get(home ? 0 : 1).players();
        int player = random.nextInt(players.size());
        int other = (player + 1 + random.nextInt(players.size() - 1)) % players.size();
        UUID uuid = new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() >>> 2 | Long.MIN_VALUE);
        return Map.of(
                "uuid", node(uuid.toString()),
                "n", LongNode.valueOf(n),
                "name", node(name),
                "minute", IntNode.valueOf(1 + random.nextInt(MINUTES)),
                "number", IntNode.valueOf(random.nextInt(NUMBERS)),
                "team", node(home ? "home" : "away"),
                "player", node(players.get(player)),
                "assist", node(players.get(other)),
                "now", node(Instant.now().truncatedTo(ChronoUnit.MILLIS).toString()));
    }

    ObjectNode event(Map<String, JsonNode> values) {
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

    private static Function<Map<String, JsonNode>, JsonNode> compile(
            JsonNode node, String field, List<Violation> violations) {
        if (node instanceof ObjectNode object) {
            Map<String, Function<Map<String, JsonNode>, JsonNode>> fields = new LinkedHashMap<>();
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
            List<Function<Map<String, JsonNode>, JsonNode>> items = new ArrayList<>();
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

    private static Function<Map<String, JsonNode>, JsonNode> text(
            String text, String field, List<Violation> violations) {
        List<Function<Map<String, JsonNode>, JsonNode>> parts = new ArrayList<>();
        int at = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
            literal(text, at, open, field, violations).ifPresent(parts::add);
            int close = text.indexOf(CLOSE, open);
            if (close < 0) {
                violations.add(new Violation(null, field, "has {{ at character " + (open + 1) + " without }}"));
                return values -> node(text);
            }
            String name = text.substring(open + OPEN.length(), close).strip();
            if (!GENERATED.contains(name)) {
                String all = OPEN + String.join(CLOSE + ", " + OPEN, GENERATED) + CLOSE;
                violations.add(new Violation(
                        null,
                        field,
                        "has a generated field at character " + (open + 1)
                                + " that is unknown; the generated fields are " + all));
            }
            parts.add(values -> values.get(name));
            at = close + CLOSE.length();
        }
        literal(text, at, text.length(), field, violations).ifPresent(parts::add);
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return values ->
                node(parts.stream().map(part -> part.apply(values).asText()).collect(Collectors.joining()));
    }

    private static Optional<Function<Map<String, JsonNode>, JsonNode>> literal(
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
