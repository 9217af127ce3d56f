package dev.touchline.codec.update;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.EventJson;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Side;
import dev.touchline.json.Json;
import dev.touchline.json.MalformedException;
import dev.touchline.match.Update;
import dev.touchline.match.tally.PeriodScore;
import dev.touchline.match.tally.Result;
import dev.touchline.match.tally.Score;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An update as JSON, in the database, on the exchange {@code match.updates} and in streams. */
public final class UpdateJson {

    /** The content type of messages on the exchange: an array of updates with positions. */
    public static final String CONTENT_TYPE = "application/json";

    private static final String COUNTS = "counts";

    private UpdateJson() {}

    /**
     * An update as text, and the fields that stream filters use.
     *
     * @param competition the match's competition at the time, or null
     * @param home the home team at the time, or null
     * @param away the away team at the time, or null
     * @param json the update as JSON on one line
     */
    public record EncodedUpdate(String match, long seq, String competition, String home, String away, String json) {}

    /**
     * An update and its position in the feed.
     *
     * @param position from 1 over all matches, rising with the {@code seq} of a match; failed transactions leave holes
     */
    public record PositionedUpdate(long position, EncodedUpdate update) {}

    /** Writes an update. Every later stage passes on the same text. */
    public static EncodedUpdate write(Update update) {
        return write(update, null);
    }

    /**
     * Writes an update, reusing the text of its event.
     *
     * @param content the event's text from {@code LogEntryJson}, or null
     */
    public static EncodedUpdate write(Update update, String content) {
        return write(update, content, null, List.of());
    }

    /**
     * Writes an update about an incident that was weighed.
     *
     * @param standing the part that the incident has in the match
     * @param confirmedBy the other sources that report it
     */
    public static EncodedUpdate write(Update update, String standing, List<String> confirmedBy) {
        return write(update, null, standing, confirmedBy);
    }

    private static EncodedUpdate write(Update update, String content, String standing, List<String> confirmedBy) {
        Announcement announced = update.announcement();
        String competition = announced == null ? null : announced.competition();
        String home = announced == null ? null : announced.home();
        String away = announced == null ? null : announced.away();
        String text = Json.write(json -> {
            json.writeStartObject();
            json.writeStringField("match", update.match());
            json.writeNumberField("seq", update.seq());
            json.writeStringField("competition", competition);
            json.writeStringField("home", home);
            json.writeStringField("away", away);
            write(announced, json);
            writeChange(update, content, standing, confirmedBy, json);
            json.writeEndObject();
        });
        return new EncodedUpdate(update.match(), update.seq(), competition, home, away, text);
    }

    private static void writeChange(
            Update update, String content, String standing, List<String> confirmedBy, JsonGenerator json)
            throws IOException {
        json.writeStringField("kind", update.kind().code());
        json.writeFieldName("event");
        if (update.event() == null) {
            json.writeNull();
        } else if (content != null && update.event().occurredAt() != null) {
            // Equal to the logged text, unless the agent gave no time.
            json.writeRawValue(content);
        } else if (standing != null) {
            json.writeTree(eventView(update.event(), standing, confirmedBy));
        } else {
            EventJson.writeView(update.event(), json);
        }
        write("score", update.score(), json);
        write("shootout", update.shootout(), json);
        write(update.clock(), json);
        json.writeStringField("phase", update.phase().code());
        Side winner = update.winner();
        json.writeStringField("winner", winner == null ? null : winner.code());
        write(update.result(), json);
        json.writeFieldName("periods");
        write(update.periods(), json);
        json.writeBooleanField("stale", update.stale());
        json.writeStringField("title", update.title());
        json.writeStringField("text", update.text());
        json.writeBooleanField("notify", update.notifies());
        json.writeStringField("at", update.at().toString());
    }

    /** Writes what may change with an announcement, beside the fields of stream filters. */
    private static void write(Announcement announced, JsonGenerator json) throws IOException {
        Instant kickOff = announced == null ? null : announced.kickOff();
        json.writeStringField("stage", announced == null ? null : announced.stage());
        json.writeStringField("round", announced == null ? null : announced.round());
        json.writeStringField("group", announced == null ? null : announced.group());
        json.writeStringField("kickOff", kickOff == null ? null : kickOff.toString());
        json.writeStringField("venue", announced == null ? null : announced.venue());
    }

    private static void write(String field, Score score, JsonGenerator json) throws IOException {
        if (score == null) {
            json.writeNullField(field);
            return;
        }
        json.writeObjectFieldStart(field);
        json.writeNumberField("home", score.home());
        json.writeNumberField("away", score.away());
        json.writeEndObject();
    }

    private static void write(Result result, JsonGenerator json) throws IOException {
        if (result == null) {
            json.writeNullField("result");
            return;
        }
        json.writeObjectFieldStart("result");
        json.writeNumberField("home", result.home());
        json.writeNumberField("away", result.away());
        json.writeStringField("decidedBy", result.decidedBy().code());
        json.writeStringField("reason", result.reason());
        json.writeEndObject();
    }

    /** Writes the points within periods as in responses. */
    public static String write(List<PeriodScore> periods) {
        return Json.write(json -> write(periods, json));
    }

    private static void write(List<PeriodScore> periods, JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (PeriodScore period : periods) {
            json.writeStartObject();
            json.writeStringField("period", period.period());
            json.writeNumberField("home", period.home());
            json.writeNumberField("away", period.away());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(MatchClock clock, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("clock");
        json.writeStringField("period", clock.period());
        if (clock.minute() == null) {
            json.writeNullField("minute");
            json.writeNullField("stoppage");
        } else {
            json.writeNumberField("minute", clock.minute());
            json.writeNumberField("stoppage", clock.stoppage());
        }
        json.writeEndObject();
    }

    /** Reads the text of an update. Throws MalformedException if it is not an update. */
    public static EncodedUpdate read(String json) {
        return read(Json.parse(json), json);
    }

    private static EncodedUpdate read(JsonNode update, String json) {
        JsonNode match = update.path("match");
        JsonNode seq = update.path("seq");
        if (!match.isTextual() || !seq.isIntegralNumber()) {
            throw new MalformedException("not an update");
        }
        return new EncodedUpdate(
                match.textValue(),
                seq.longValue(),
                update.path("competition").textValue(),
                update.path("home").textValue(),
                update.path("away").textValue(),
                json);
    }

    /**
     * Writes the bodies of messages, in order.
     *
     * @param maxLength characters of a body, unless a single update has more
     */
    public static List<byte[]> writeBatches(List<PositionedUpdate> updates, int maxLength) {
        List<byte[]> bodies = new ArrayList<>();
        StringBuilder items = new StringBuilder();
        for (PositionedUpdate update : updates) {
            String item = item(update);
            if (!items.isEmpty() && items.length() + item.length() > maxLength) {
                bodies.add(bytes(items));
                items.setLength(0);
            }
            items.append(items.isEmpty() ? "" : ",").append(item);
        }
        if (!items.isEmpty()) {
            bodies.add(bytes(items));
        }
        return bodies;
    }

    private static String item(PositionedUpdate positioned) {
        return "{\"position\":" + positioned.position() + ",\"update\":"
                + positioned.update().json() + "}";
    }

    private static byte[] bytes(CharSequence items) {
        return ("[" + items + "]").getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the body of a message. Throws MalformedException if the body is not an array of updates with positions. */
    public static List<PositionedUpdate> readBatch(byte[] body) {
        List<PositionedUpdate> updates = new ArrayList<>();
        Json.forEachItem(body, (index, item) -> {
            if (index == null) {
                throw new MalformedException("not an array of updates");
            }
            JsonNode position = item.path("position");
            if (!position.isIntegralNumber()) {
                throw new MalformedException("an update without a position");
            }
            JsonNode update = item.path("update");
            updates.add(new PositionedUpdate(position.longValue(), read(update, Json.write(update))));
        });
        return updates;
    }

    /** The event for readers, with its standing unless it just counts, and the sources that confirm it if there are any. */
    public static ObjectNode eventView(Event event, String standing, List<String> confirmedBy) {
        ObjectNode view = eventView(event);
        if (!standing.equals(COUNTS)) {
            view.put("standing", standing);
        }
        if (!confirmedBy.isEmpty()) {
            ArrayNode sources = view.putArray("confirmedBy");
            confirmedBy.forEach(sources::add);
        }
        return view;
    }

    /** The event for readers: with the time of receipt if the agent gave no time. */
    public static ObjectNode eventView(Event event) {
        return Json.writeTree(json -> EventJson.writeView(event, json));
    }
}
