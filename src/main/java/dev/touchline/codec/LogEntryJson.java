package dev.touchline.codec;

import dev.touchline.codec.competition.CompetitionDefinitionJson;
import dev.touchline.codec.statement.StatementJson;
import dev.touchline.event.Announcement;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchStatement;
import dev.touchline.event.Report;
import dev.touchline.event.Reporter;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.MalformedException;
import dev.touchline.json.Violation;
import dev.touchline.sport.SportCatalogue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A report in the event log: plain JSON in canonical form, so that equal content is equal text. */
public final class LogEntryJson {

    private LogEntryJson() {}

    /** Writes the report's content, without the time of receipt and without a revision derived from it. */
    public static String write(Report report) {
        if (report instanceof Event event) {
            return Json.write(json -> EventJson.write(event, json));
        }
        if (report instanceof MatchStatement statement) {
            return Json.write(StatementJson.write(statement));
        }
        return Json.write(
                report instanceof Announcement announcement
                        ? AnnouncementJson.write(announcement)
                        : CompetitionDefinitionJson.write((CompetitionDefinition) report));
    }

    /** Reads an announcement. Throws IllegalStateException if the content is invalid. */
    public static Announcement announcement(
            String content,
            String match,
            long revision,
            SportCatalogue catalogue,
            Instant receivedAt,
            Reporter reporter) {
        try {
            return AnnouncementJson.read(Json.parse(content), match, revision, catalogue, receivedAt, reporter);
        } catch (MalformedException | InvalidException e) {
            throw new IllegalStateException("the logged announcement is invalid", e);
        }
    }

    /**
     * Reads a statement. Throws IllegalStateException if the content is invalid.
     *
     * @param incident its identity, of which the id is not in the content of a decision
     */
    public static MatchStatement statement(
            EventType type, String content, IncidentId incident, String match, Instant receivedAt, Reporter reporter) {
        StatementJson.Context logged = new StatementJson.Context(match, incident.id(), null, receivedAt, reporter);
        try {
            return StatementJson.read(Json.parse(content), type, logged);
        } catch (MalformedException | InvalidException e) {
            throw new IllegalStateException("the logged statement is invalid", e);
        }
    }

    /** Reads an event, without its reporter. Throws IllegalStateException if the content is invalid. */
    public static Event event(String content, Instant receivedAt, SportCatalogue catalogue) {
        List<Violation> violations = new ArrayList<>();
        Event event;
        try {
            EventJson.Context logged =
                    new EventJson.Context(catalogue, EventJson.ANONYMOUS_SOURCE, receivedAt, Reporter.NONE, false);
            event = EventJson.read(Json.parse(content), null, logged, violations);
        } catch (MalformedException e) {
            throw new IllegalStateException("the logged event is not valid JSON", e);
        }
        if (event == null) {
            throw new IllegalStateException("the logged event is invalid: " + violations);
        }
        return event;
    }
}
