package dev.touchline.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.MatchReport;
import dev.touchline.event.SportCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a report looks like in the event log: plain JSON in canonical form, so that equal text is equal content. */
public final class LogEntry {

    private LogEntry() {}

    /** The report's content, without the time of receipt and without an announcement's revision. */
    public static String write(MatchReport report) {
        return Json.write(
                report instanceof Event event ? EventJson.write(event) : AnnouncementJson.write((Announcement) report));
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
        Event event = EventJson.read(node, null, catalogue, receivedAt, violations);
        if (event == null) {
            throw new IllegalStateException("the event log holds an unreadable event: " + violations);
        }
        return event;
    }
}
