package dev.touchline.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.touchline.format.Violation;
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
final class Template {

    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** What can be generated, by name. */
    private static final Map<String, Function<Draw, JsonNode>> GENERATED = generated();

    private final Function<Draw, JsonNode> event;

    private Template(Function<Draw, JsonNode> event) {
        this.event = event;
    }

    private static Map<String, Function<Draw, JsonNode>> generated() {
        Map<String, Function<Draw, JsonNode>> generated = new LinkedHashMap<>();
        generated.put("uuid", draw -> node(draw.uuid().toString()));
        generated.put("n", draw -> LongNode.valueOf(draw.n()));
        generated.put("name", draw -> node(draw.name()));
        generated.put("minute", draw -> IntNode.valueOf(draw.minute()));
        generated.put("number", draw -> IntNode.valueOf(draw.number()));
        generated.put("team", draw -> node(draw.home() ? "home" : "away"));
        generated.put("player", draw -> node(draw.player()));
        generated.put("assist", draw -> node(draw.assist()));
        generated.put("now", draw -> node(draw.now().toString()));
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
    record Draw(
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

        static Draw of(String name, List<Club> clubs, long seed, long n) {
            Random chance = Chance.of(seed, n);
            boolean home = chance.nextBoolean();
            List<String> players = clubs.get(home ? 0 : 1).players();
            int player = chance.nextInt(players.size());
            int other = (player + 1 + chance.nextInt(players.size() - 1)) % players.size();
            return new Draw(
                    name,
                    n,
                    new UUID(chance.nextLong() & ~0xF000L | 0x4000L, chance.nextLong() >>> 2 | Long.MIN_VALUE),
                    1 + chance.nextInt(MINUTES),
                    chance.nextInt(NUMBERS),
                    home,
                    players.get(player),
                    players.get(other),
                    Instant.now().truncatedTo(ChronoUnit.MILLIS));
        }
    }

    /** An event of this shape. */
    ObjectNode event(Draw draw) {
        return (ObjectNode) event.apply(draw);
    }

    /**
     * Reads a template.
     *
     * @param field where it stands in the request
     * @param violations takes what is wrong with it, each with its place
     * @return the template, of use only if nothing is wrong
     */
    static Template read(ObjectNode node, String field, List<Violation> violations) {
        return new Template(compile(node, field, violations));
    }

    private static Function<Draw, JsonNode> compile(JsonNode node, String field, List<Violation> violations) {
        if (node instanceof ObjectNode object) {
            Map<String, Function<Draw, JsonNode>> fields = new LinkedHashMap<>();
            object.properties().forEach(entry -> {
                if (entry.getKey().contains(OPEN)) {
                    violations.add(new Violation(
                            null, field, "has a generated field in a name; they can only stand in values"));
                }
                fields.put(entry.getKey(), compile(entry.getValue(), field + "." + entry.getKey(), violations));
            });
            return draw -> {
                ObjectNode made = NODES.objectNode();
                fields.forEach((name, value) -> made.set(name, value.apply(draw)));
                return made;
            };
        }
        if (node instanceof ArrayNode array) {
            List<Function<Draw, JsonNode>> items = new ArrayList<>();
            for (int i = 0; i < array.size(); i++) {
                items.add(compile(array.get(i), field + "[" + i + "]", violations));
            }
            return draw -> {
                ArrayNode made = NODES.arrayNode();
                items.forEach(item -> made.add(item.apply(draw)));
                return made;
            };
        }
        return node.isTextual() ? text(node.textValue(), field, violations) : draw -> node;
    }

    private static Function<Draw, JsonNode> text(String text, String field, List<Violation> violations) {
        List<Function<Draw, JsonNode>> parts = new ArrayList<>();
        int at = 0;
        for (int open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
            literal(text, at, open, field, violations).ifPresent(parts::add);
            int close = text.indexOf(CLOSE, open);
            if (close < 0) {
                violations.add(new Violation(
                        null, field, "has {{ at character " + (open + 1) + " without the }} that belongs to it"));
                return draw -> node(text);
            }
            Function<Draw, JsonNode> part =
                    GENERATED.get(text.substring(open + OPEN.length(), close).strip());
            if (part == null) {
                violations.add(new Violation(
                        null,
                        field,
                        "has a generated field at character " + (open + 1) + " that there is not; there are "
                                + GENERATED.keySet().stream()
                                        .map(name -> OPEN + name + CLOSE)
                                        .collect(Collectors.joining(", "))));
                part = draw -> node("");
            }
            parts.add(part);
            at = close + CLOSE.length();
        }
        literal(text, at, text.length(), field, violations).ifPresent(parts::add);
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return draw ->
                node(parts.stream().map(part -> part.apply(draw).asText()).collect(Collectors.joining()));
    }

    private static Optional<Function<Draw, JsonNode>> literal(
            String text, int from, int to, String field, List<Violation> violations) {
        String literal = text.substring(from, to);
        int stray = literal.indexOf(CLOSE);
        if (stray >= 0) {
            violations.add(new Violation(
                    null, field, "has }} at character " + (from + stray + 1) + " without the {{ before it"));
        }
        TextNode node = node(literal);
        return literal.isEmpty() && !text.isEmpty() ? Optional.empty() : Optional.of(draw -> node);
    }

    private static TextNode node(String text) {
        return TextNode.valueOf(text);
    }
}
