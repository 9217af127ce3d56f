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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The rules of standings as JSON, in catalogues, competition definitions and the database. */
public final class RulesJson {

    private static final int MAX_POINTS = 1000;
    private static final int MAX_NAME_LENGTH = 200;
    private static final int MAX_TEAMS = 1000;
    /** Always the first criterion, so listing it is optional. */
    private static final String POINTS = "points";

    private static final List<String> MODES =
            Stream.of(HeadToHead.values()).map(HeadToHead::code).toList();

    private RulesJson() {}

    /** Reads the rules and rejects other fields; absent rules are null. */
    public static Rules read(FieldReader fields) {
        Integer win = points(fields, "win");
        Integer draw = points(fields, "draw");
        Integer loss = points(fields, "loss");
        Integer overtimeWin = points(fields, "overtimeWin");
        Integer overtimeLoss = points(fields, "overtimeLoss");
        List<TieBreaker> tieBreakers = tieBreakers(fields);
        String mode = fields.enumValue("headToHead", MODES);
        List<String> lots = lots(fields);
        fields.rejectUnknownFields();
        return new Rules(
                win,
                draw,
                loss,
                overtimeWin,
                overtimeLoss,
                tieBreakers,
                mode == null ? null : HeadToHead.valueOf(mode.toUpperCase(Locale.ROOT)),
                lots);
    }

    private static Integer points(FieldReader fields, String field) {
        Long points = fields.integer(field, -MAX_POINTS, MAX_POINTS);
        return points == null ? null : points.intValue();
    }

    private static List<TieBreaker> tieBreakers(FieldReader fields) {
        JsonNode node = fields.value("tieBreakers");
        if (node == null) {
            return null;
        }
        if (!node.isArray()) {
            fields.addViolation("tieBreakers", "must be an array");
            return null;
        }
        List<TieBreaker> tieBreakers = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            String text = node.get(i).asText("");
            if (i == 0 && text.equals(POINTS)) {
                continue;
            }
            List<TieBreaker> parsed = TieBreaker.parse(text);
            if (parsed.isEmpty()) {
                fields.addViolation(
                        "tieBreakers[" + i + "]",
                        "must be one of "
                                + String.join(
                                        ", ",
                                        Stream.of(TieBreaker.values())
                                                .map(TieBreaker::code)
                                                .toList()));
            }
            for (TieBreaker tieBreaker : parsed) {
                if (tieBreakers.contains(tieBreaker)) {
                    fields.addViolation("tieBreakers[" + i + "]", "is listed twice");
                }
                tieBreakers.add(tieBreaker);
            }
        }
        return List.copyOf(tieBreakers);
    }

    private static List<String> lots(FieldReader fields) {
        JsonNode node = fields.value("lots");
        if (node == null) {
            return null;
        }
        if (!node.isArray() || node.size() > MAX_TEAMS) {
            fields.addViolation("lots", "must be an array of teams, at most " + MAX_TEAMS);
            return null;
        }
        Set<String> teams = new LinkedHashSet<>();
        for (int i = 0; i < node.size(); i++) {
            String team = node.get(i).textValue();
            if (team == null || team.isBlank() || team.length() > MAX_NAME_LENGTH || FieldReader.isUnencodable(team)) {
                fields.addViolation("lots[" + i + "]", "must be a team's name");
            } else if (!teams.add(team)) {
                fields.addViolation("lots[" + i + "]", "is listed twice");
            }
        }
        return List.copyOf(teams);
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
        return object;
    }

    private static void put(ObjectNode object, String field, Integer points) {
        if (points != null) {
            object.put(field, points);
        }
    }
}
