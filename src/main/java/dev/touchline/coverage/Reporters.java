package dev.touchline.coverage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.event.Decision;
import dev.touchline.event.Handover;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Reporter;
import dev.touchline.json.Json;
import dev.touchline.weighing.Declaration;
import dev.touchline.weighing.Leadership;
import dev.touchline.weighing.Rulings;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * The declared reporters of a match, and which of them leads.
 *
 * @param heard the reporters that take part, highest first
 * @param leader the source that leads, or null if none was heard from
 * @param chosen whether an operator chose the leader, so that nobody hands over
 * @param lastHandover the time of the last handover, or a time before all of them
 */
public record Reporters(List<Heard> heard, String leader, boolean chosen, Instant lastHandover) {

    /** Handovers and decisions about the leader that are read of a match. */
    private static final int MAX_STATEMENTS = 1_000;

    /**
     * The value in SQL, for a row of the table {@code match}, that {@link #read} reads: null if the match has no
     * declaration. The highest reporters are selected by {@link Declaration}'s rule, since a match may have any number of
     * sources.
     */
    public static final String COLUMN = """
            CASE WHEN match.declaration IS NOT NULL THEN json_build_object(
                'declared', match.declaration,
                'heard', (
                    SELECT json_agg(json_build_object('source', source, 'last', last_heard)) FROM (
                        SELECT source, last_heard, (
                            SELECT min(place) FROM json_array_elements_text(match.declaration)
                                WITH ORDINALITY AS declared (pattern, place)
                            WHERE source = pattern
                               OR right(pattern, 1) = '*' AND starts_with(source, left(pattern, -1))) AS rank
                        FROM reporter WHERE reporter.match = match.id) AS ranked
                    WHERE rank IS NOT NULL),
                'handovers', (
                    SELECT json_agg(content) FROM (
                        SELECT content FROM event
                        WHERE event.match = match.id AND event.source = '%1$s' ORDER BY received_at LIMIT %3$d) AS log),
                'decisions', (
                    SELECT json_agg(json_build_object('id', id, 'at', received_at, 'content', content)) FROM (
                        SELECT id, received_at, content FROM event
                        WHERE event.match = match.id AND event.source = '%2$s'
                          AND content ->> 'action' IN ('leader', 'take-back')
                        ORDER BY received_at, id LIMIT %3$d) AS log)) END""".formatted(Handover.SOURCE, Decision.SOURCE, MAX_STATEMENTS);

    /** Reads the value of {@link #COLUMN}; null for null. */
    public static Reporters read(String match, String json) {
        if (json == null) {
            return null;
        }
        JsonNode row = Json.parse(json);
        List<String> patterns = new ArrayList<>();
        row.path("declared").forEach(pattern -> patterns.add(pattern.textValue()));
        Map<String, Instant> lastHeard = new LinkedHashMap<>();
        row.path("heard").forEach(one -> lastHeard.put(one.path("source").textValue(), instant(one.path("last"))));
        List<String> participants = new Declaration(patterns).participants(lastHeard.keySet());
        List<Handover> handovers = StreamSupport.stream(row.path("handovers").spliterator(), false)
                .map(content -> handover(match, content))
                .toList();
        List<Decision> decisions = StreamSupport.stream(row.path("decisions").spliterator(), false)
                .map(decision -> decision(match, decision))
                .toList();
        String chosen = Rulings.of(decisions).leader();
        String leader = Leadership.of(participants, chosen, handovers).leader();
        return new Reporters(
                participants.stream()
                        .map(source -> new Heard(source, lastHeard.get(source)))
                        .toList(),
                leader.isEmpty() ? null : leader,
                chosen != null,
                handovers.stream().map(Handover::since).max(Instant::compareTo).orElse(Instant.EPOCH));
    }

    private static Instant instant(JsonNode time) {
        return OffsetDateTime.parse(time.textValue()).toInstant();
    }

    // The place decides only about incidents.
    private static Handover handover(String match, JsonNode content) {
        Instant since = Instant.parse(content.path("since").textValue());
        return new Handover(
                match,
                content.path("from").textValue(),
                content.path("to").textValue(),
                MatchClock.UNKNOWN,
                since,
                since,
                Reporter.NONE);
    }

    private static Decision decision(String match, JsonNode decision) {
        JsonNode content = decision.path("content");
        boolean leads = content.path("action").textValue().equals(Decision.Action.LEADER.code());
        return new Decision(
                match,
                decision.path("id").textValue(),
                leads ? Decision.Action.LEADER : Decision.Action.TAKE_BACK,
                List.of(),
                Map.of(),
                content.path("leader").textValue(),
                content.path("takesBack").textValue(),
                null,
                instant(decision.path("at")),
                Reporter.NONE);
    }

    /** Whether the reporters are heard from at a time. */
    public Coverage coverage(Limits limits, Instant at) {
        return Coverage.of(leader, heard, limits, at);
    }
}
