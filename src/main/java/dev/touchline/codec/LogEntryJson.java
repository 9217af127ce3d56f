package dev.touchline.codec;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.event.Announcement;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Event;
import dev.touchline.event.Report;
import dev.touchline.event.SportCatalogue;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.MalformedException;
import dev.touchline.json.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a report looks like in the event log: plain JSON in canonical form, so that equal text is equal content. */
public final class LogEntryJson {

    private LogEntryJson() {}

    /** The report's content, without the time of receipt and without a revision that Touchline gave it. */
    public static String write(Report report) {
        if (report instanceof Event event) {
            return Json.write(json -> EventJson.write(event, json));
        }
        return Json.write(
                report instanceof Announcement announcement
                        ? AnnouncementJson.write(announcement)
                        : CompetitionDefinitionJson.write((CompetitionDefinition) report));
    }

    /**
     * Reads an announcement back.
     *
     * @throws IllegalStateException if the log holds something else
     */
    public static Announcement announcement(
            String content, String match, long revision, SportCatalogue catalogue, Instant receivedAt) {
        try {
            return AnnouncementJson.read(
                    Json.parse(content.getBytes(StandardCharsets.UTF_8)), match, revision, catalogue, receivedAt);
        } catch (MalformedException | InvalidException e) {
            throw new IllegalStateException("the event log holds an unreadable announcement", e);
        }
    }

    /**
     * Reads an event back.
     *
     * @throws IllegalStateException if the log holds something else
     */
    public static Event event(String content, Instant receivedAt, SportCatalogue catalogue) {
        JsonNode node;
        try {
            node = Json.parse(content.getBytes(StandardCharsets.UTF_8));
        } catch (MalformedException e) {
            throw new IllegalStateException("the event log holds something that is not JSON", e);
        }
        List<Violation> violations = new ArrayList<>();
        Event event = EventJson.readFromLog(node, catalogue, receivedAt, violations);
        if (event == null) {
            throw new IllegalStateException("the event log holds an unreadable event: " + violations);
        }
        return event;
    }
}
