package dev.touchline.codec.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.Rules;
import dev.touchline.event.Rules.HeadToHead;
import dev.touchline.event.TieBreaker;
import dev.touchline.json.FieldReader;
import dev.touchline.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules of standings as JSON, in catalogues, competition definitions and the database. */
public final class RulesJson {

    private static final int MAX_NAME_LENGTH = 200;
    private static final int MAX_TEAMS = 1000;
    private static final double MAX_RANKING = 1e9;
    /** Always the first criterion, so listing it is optional. */
    private static final String POINTS = "points";

    private static final String CODES =
            Stream.of(TieBreaker.values()).map(TieBreaker::code).collect(Collectors.joining(", "));

    private RulesJson() {}

    /** Reads the rules; absent rules are null. */
    public static Rules read(FieldReader fields) {
        Integer win = points(fields, "win");
        Integer draw = points(fields, "draw");
        Integer loss = points(fields, "loss");
        Integer overtimeWin = points(fields, "overtimeWin");
        Integer overtimeLoss = points(fields, "overtimeLoss");
        List<TieBreaker> tieBreakers = tieBreakers(fields);
        HeadToHead headToHead = fields.constant("headToHead", HeadToHead.class);
        return new Rules(
                win, draw, loss, overtimeWin, overtimeLoss, tieBreakers, headToHead, lots(fields), ranking(fields));
    }

    private static Integer points(FieldReader fields, String field) {
        return fields.integer(field, -1000, 1000, null);
    }

    private static List<TieBreaker> tieBreakers(FieldReader fields) {
        List<TieBreaker> tieBreakers = new ArrayList<>();
        fields.items("tieBreakers", "must be an array of at most 1000", (path, node) -> {
            String text = node.asText("");
            List<TieBreaker> parsed = TieBreaker.parse(text);
            if (path.equals("tieBreakers[0]") && text.equals(POINTS)) {
                return;
            } else if (parsed.isEmpty()) {
                fields.addViolation(path, "must be one of " + CODES);
            } else if (!Collections.disjoint(tieBreakers, parsed)) {
                fields.addViolation(path, "is listed twice");
            } else if (parsed.get(0).ranks() && !path.equals("tieBreakers[0]")) {
                fields.addViolation(path, "ranks teams instead of points, so it must be the first criterion");
            }
            tieBreakers.addAll(parsed);
        });
        return fields.has("tieBreakers") ? List.copyOf(tieBreakers) : null;
    }

    private static List<String> lots(FieldReader fields) {
        List<String> teams = new ArrayList<>();
        fields.items("lots", "must be an array of teams, at most 1000", (path, team) -> {
            String name = team.isTextual() ? fields.name(path, team.textValue(), MAX_NAME_LENGTH) : null;
            if (name == null) {
                fields.addViolation(path, "must be a team's name");
            } else if (teams.contains(name)) {
                fields.addViolation(path, "is listed twice");
            }
            teams.add(name);
        });
        return fields.has("lots") ? Collections.unmodifiableList(teams) : null;
    }

    private static Map<String, Double> ranking(FieldReader fields) {
        JsonNode value = fields.value("ranking");
        if (value == null) {
            return null;
        }
        Map<String, Double> points = new TreeMap<>();
        boolean valid = value.isObject() && value.size() <= MAX_TEAMS;
        for (Map.Entry<String, JsonNode> team : value.properties()) {
            String name = fields.name("ranking", team.getKey(), MAX_NAME_LENGTH);
            valid &= name != null
                    && team.getValue().isNumber()
                    && Math.abs(team.getValue().doubleValue()) <= MAX_RANKING;
            if (name != null) {
                points.put(name, team.getValue().doubleValue());
            }
        }
        if (!valid) {
            fields.addViolation(
                    "ranking", "must be an object with the points of at most 1000 teams, such as {\"France\": 1859.9}");
        }
        return Collections.unmodifiableMap(points);
    }

    /** Writes all rules that are not null. */
    public static ObjectNode write(Rules rules) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        put(object, "win", rules.win());
        put(object, "draw", rules.draw());
        put(object, "loss", rules.loss());
        put(object, "overtimeWin", rules.overtimeWin());
        put(object, "overtimeLoss", rules.overtimeLoss());
        if (rules.tieBreakers() != null) {
            ArrayNode tieBreakers = object.putArray("tieBreakers");
            rules.tieBreakers().forEach(tieBreaker -> tieBreakers.add(tieBreaker.code()));
        }
        if (rules.headToHead() != null) {
            object.put("headToHead", rules.headToHead().code());
        }
        if (rules.lots() != null) {
            rules.lots().forEach(object.putArray("lots")::add);
        }
        if (rules.ranking() != null) {
            rules.ranking().forEach(object.putObject("ranking")::put);
        }
        return object;
    }

    private static void put(ObjectNode object, String field, Integer points) {
        if (points != null) {
            object.put(field, points);
        }
    }
}
