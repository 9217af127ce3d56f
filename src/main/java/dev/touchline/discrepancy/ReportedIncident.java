package dev.touchline.discrepancy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import java.io.IOException;

/** An incident as a source reported it: what a discrepancy needs of the event. Period, minute, team and player may be null. */
public record ReportedIncident(
        String source,
        String id,
        String type,
        String period,
        Integer minute,
        int stoppage,
        String team,
        String player) {

    /** The incident of an event. */
    public static ReportedIncident of(Event event) {
        MatchClock clock = event.clock();
        return new ReportedIncident(
                event.incident().source(),
                event.incident().id(),
                event.type().toString(),
                clock.period(),
                clock.minute(),
                clock.stoppage(),
                event.team() == null ? null : event.team().code(),
                event.player());
    }

    /** Reads what {@link #write} wrote. */
    static ReportedIncident read(JsonNode incident) {
        return new ReportedIncident(
                incident.path("source").textValue(),
                incident.path("id").textValue(),
                incident.path("type").textValue(),
                incident.path("period").textValue(),
                incident.path("minute").isInt()
                        ? Integer.valueOf(incident.path("minute").intValue())
                        : null,
                incident.path("stoppage").intValue(),
                incident.path("team").textValue(),
                incident.path("player").textValue());
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("source", source);
        json.writeStringField("id", id);
        json.writeStringField("type", type);
        json.writeStringField("period", period);
        if (minute == null) {
            json.writeNullField("minute");
        } else {
            json.writeNumberField("minute", minute);
        }
        json.writeNumberField("stoppage", stoppage);
        json.writeStringField("team", team);
        json.writeStringField("player", player);
        json.writeEndObject();
    }

    /** The minute as text; empty if it is unknown. */
    String clock() {
        return new MatchClock(period, minute, stoppage).format();
    }
}
