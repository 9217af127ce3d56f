package dev.touchline.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.competition.ReportersJson;
import dev.touchline.event.Announcement;
import dev.touchline.event.Ids;
import dev.touchline.event.Reporter;
import dev.touchline.json.FieldReader;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.sport.SportCatalogue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/** An announcement as plain JSON, in {@code PUT /matches/{id}} and in the event log. */
public final class AnnouncementJson {

    private static final int MAX_LENGTH = 200;

    private AnnouncementJson() {}

    /**
     * Reads the body of the request.
     *
     * @param match the id from the path
     * @param receivedAt the time of receipt, which becomes the revision
     * @throws InvalidException with all violations
     */
    public static Announcement read(
            JsonNode node, String match, SportCatalogue catalogue, Instant receivedAt, Reporter reporter) {
        long revision = ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt);
        FieldReader fields = FieldReader.of(node);
        Announcement announcement = read(fields, match, revision, catalogue, receivedAt, reporter);
        String home = announcement.home();
        if (home != null
                && announcement.away() != null
                && home.strip().equals(announcement.away().strip())) {
            fields.addViolation("away", "must be another team than home");
        }
        fields.requireValid();
        return announcement;
    }

    static Announcement read(
            JsonNode node,
            String match,
            long revision,
            SportCatalogue catalogue,
            Instant receivedAt,
            Reporter reporter) {
        FieldReader fields = FieldReader.of(node);
        Announcement announcement = read(fields, match, revision, catalogue, receivedAt, reporter);
        fields.requireValid();
        return announcement;
    }

    private static Announcement read(
            FieldReader fields,
            String match,
            long revision,
            SportCatalogue catalogue,
            Instant receivedAt,
            Reporter reporter) {
        fields.checked("id", match, Ids::problem);
        String sport = fields.required("sport", MAX_LENGTH, "the sport, such as football");
        return new Announcement(
                match,
                revision,
                fields.checked("sport", sport, catalogue::problem),
                fields.checked("competition", fields.string("competition", MAX_LENGTH), Ids::problem),
                fields.string("stage", MAX_LENGTH),
                fields.string("round", MAX_LENGTH),
                fields.string("group", MAX_LENGTH),
                fields.required("home", MAX_LENGTH, "the home team's name"),
                fields.required("away", MAX_LENGTH, "the away team's name"),
                fields.instant("kickOff"),
                fields.string("venue", MAX_LENGTH),
                ReportersJson.read(fields),
                receivedAt,
                reporter);
    }

    /** Writes the announcement's fields; equal announcements yield equal JSON. */
    static ObjectNode write(Announcement announcement) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.put("sport", announcement.sport());
        object.put("competition", announcement.competition());
        object.put("stage", announcement.stage());
        object.put("round", announcement.round());
        object.put("group", announcement.group());
        object.put("home", announcement.home());
        object.put("away", announcement.away());
        object.put("kickOff", Objects.toString(announcement.kickOff(), null));
        object.put("venue", announcement.venue());
        ReportersJson.write(announcement.reporters(), object);
        return object;
    }
}
