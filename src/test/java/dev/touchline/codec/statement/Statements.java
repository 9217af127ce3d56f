package dev.touchline.codec.statement;

import dev.touchline.event.Decision;
import dev.touchline.event.Decision.Action;
import dev.touchline.event.FullList;
import dev.touchline.event.Handover;
import dev.touchline.event.IncidentId;
import dev.touchline.event.LineUp;
import dev.touchline.event.MatchClock;
import dev.touchline.event.MatchDeletion;
import dev.touchline.event.MatchStatement;
import dev.touchline.event.Reporter;
import dev.touchline.event.SignOfLife;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A statement of each kind. */
public final class Statements {

    private static final IncidentId GOAL = new IncidentId("camera-7", "1");

    private Statements() {}

    /** Statements about the match, decisions first. */
    public static List<MatchStatement> all(String match, Instant receivedAt, Reporter reporter) {
        Map<String, Object> values = new TreeMap<>(Map.of("minute", 45, "stoppage", 2, "player", "Ángel Di María"));
        values.put("assist", null);
        return List.of(
                new Decision(
                        match,
                        "d-1",
                        Action.MERGE,
                        List.of(GOAL, new IncidentId("scout-1", "9")),
                        Map.of(),
                        null,
                        null,
                        "the same",
                        receivedAt,
                        reporter),
                new Decision(
                        match,
                        "d-2",
                        Action.OVERRULE,
                        List.of(GOAL),
                        values,
                        null,
                        null,
                        "video",
                        receivedAt,
                        reporter),
                new Decision(
                        match,
                        "d-3",
                        Action.LEADER,
                        List.of(),
                        Map.of(),
                        "scout-1",
                        null,
                        "he is there",
                        receivedAt,
                        reporter),
                new Decision(
                        match, "d-4", Action.TAKE_BACK, List.of(), Map.of(), null, "d-1", null, receivedAt, reporter),
                new FullList(
                        match,
                        "provider-1",
                        Instant.parse("2022-12-18T15:40:00.000001Z"),
                        new TreeMap<>(Map.of("p-1", 1L, "p-2", 7L)),
                        receivedAt,
                        reporter),
                new Handover(
                        match,
                        "official",
                        "scout-1",
                        new MatchClock("second-half", 71, 0),
                        Instant.parse("2022-12-18T16:30:00Z"),
                        receivedAt,
                        reporter),
                new LineUp(
                        match,
                        new LineUp.Team(
                                "4-3-3",
                                "Lionel Scaloni",
                                List.of(
                                        new LineUp.Player(10, "Lionel Messi", "messi", "forward", true),
                                        new LineUp.Player(null, "Lautaro Martínez", null, null, false))),
                        null,
                        receivedAt,
                        reporter),
                new MatchDeletion(match, "misspelt", receivedAt, reporter),
                new SignOfLife(match, "scout-1", receivedAt, reporter));
    }
}
