package dev.touchline.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.match.Score;
import dev.touchline.match.Update;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An update as JSON: in the database, on the updates exchange, and in the data of a Server-Sent Event. */
public final class UpdateJson {

    /** The content type of a message on the updates exchange: an array of updates. */
    public static final String CONTENT_TYPE = "application/json";

    private UpdateJson() {}

    /**
     * An update in its written form.
     *
     * @param match the match's id
     * @param seq its number
     * @param json the whole of it, on one line
     */
    public record Written(String match, long seq, String json) {}

    /** Writes an update, once; everything that passes it on uses the text. */
    public static Written write(Update update) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.put("match", update.match());
        object.put("seq", update.seq());
        object.put("kind", update.kind().code());
        object.set("event", update.event() == null ? null : shown(update.event()));
        object.set("score", score(update.score()));
        object.set("shootout", score(update.shootout()));
        object.set("clock", clock(update.clock()));
        object.put("phase", update.phase().code());
        object.put("winner", update.winner() == null ? null : update.winner().code());
        object.put("title", update.title());
        object.put("text", update.text());
        object.put("notify", update.notifies());
        object.put("at", update.at().toString());
        return new Written(update.match(), update.seq(), Json.write(object));
    }

    /** Joins updates to the body of one message. */
    public static byte[] batch(List<Written> updates) {
        StringBuilder body = new StringBuilder("[");
        for (Written update : updates) {
            body.append(body.length() == 1 ? "" : ",").append(update.json());
        }
        return body.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Takes a message apart again.
     *
     * @throws MalformedException if it is not an array of updates
     */
    public static List<Written> parse(byte[] body) {
        JsonNode array = Json.parse(body);
        if (!array.isArray()) {
            throw new MalformedException("not an array of updates");
        }
        List<Written> updates = new ArrayList<>(array.size());
        for (JsonNode item : array) {
            JsonNode match = item.path("match");
            JsonNode seq = item.path("seq");
            if (!match.isTextual() || !seq.isIntegralNumber()) {
                throw new MalformedException("not an array of updates");
            }
            updates.add(new Written(match.textValue(), seq.longValue(), Json.write(item)));
        }
        return updates;
    }

    /** The event as it is shown: with the time of receipt where the agent gave no time. */
    public static ObjectNode shown(Event event) {
        ObjectNode object = EventJson.write(event);
        object.put("occurredAt", event.effectiveTime().toString());
        return object;
    }

    private static JsonNode score(Score score) {
        if (score == null) {
            return Json.MAPPER.nullNode();
        }
        return Json.MAPPER.createObjectNode().put("home", score.home()).put("away", score.away());
    }

    private static JsonNode clock(MatchClock clock) {
        ObjectNode object = Json.MAPPER.createObjectNode();
        object.put("period", clock.period());
        object.put("minute", clock.minute());
        object.put("stoppage", clock.minute() == null ? null : clock.stoppage());
        return object;
    }
}
