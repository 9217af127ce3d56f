package dev.touchline.discrepancy;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.json.Json;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A difference between the reporters of a match that a person may decide.
 *
 * @param id stable while the same incidents differ in the same way
 * @param kind such as {@code unconfirmed}
 * @param incidents as reported, the one whose details count first
 */
public record DiscrepancyView(String id, String kind, Instant since, List<ReportedIncident> incidents) {

    /** The longest key of a discrepancy that is its id, in characters. */
    private static final int MAX_ID = 200;

    /** Approximate characters beside the incidents. */
    private static final int OVERHEAD = 400;

    /** Approximate characters of an incident beside its texts. */
    private static final int INCIDENT_OVERHEAD = 150;

    /**
     * Reads the row of a discrepancy.
     *
     * @param content an object whose {@code incidents} are written by {@link #write}
     */
    public static DiscrepancyView read(String id, String kind, Instant since, String content) {
        JsonNode incidents = Json.parse(content).path("incidents");
        return new DiscrepancyView(
                id,
                kind,
                since,
                StreamSupport.stream(incidents.spliterator(), false)
                        .map(ReportedIncident::read)
                        .toList());
    }

    /** An id from the key of a discrepancy: the key itself, or its hash if it is long. */
    public static String id(String key) {
        return key.length() <= MAX_ID
                ? key
                : UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** The fields for readers. */
    public ObjectNode view(SportCatalogue catalogue) {
        return Json.writeTree(json -> {
            json.writeStartObject();
            json.writeStringField("id", id);
            json.writeStringField("kind", kind);
            json.writeStringField("since", since.toString());
            writeIncidents(json);
            json.writeStringField("text", text(catalogue));
            json.writeEndObject();
        });
    }

    private void writeIncidents(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("incidents");
        for (ReportedIncident incident : incidents) {
            incident.write(json);
        }
        json.writeEndArray();
    }

    /** Approximate number of characters as JSON. */
    public long size() {
        return OVERHEAD
                + incidents.stream()
                        .mapToLong(one -> INCIDENT_OVERHEAD
                                + Stream.of(one.source(), one.id(), one.type(), one.player())
                                        .mapToLong(text -> text == null ? 0 : 2L * text.length())
                                        .sum())
                        .sum();
    }

    /** A line for people: {@code Only camera-1 reports it, and it does not count: 23' Goal · Messi}. */
    private String text(SportCatalogue catalogue) {
        String about =
                incidents.stream().map(one -> line(one, catalogue)).distinct().collect(Collectors.joining("; "));
        return sentence() + ": " + about;
    }

    private String sentence() {
        List<String> sources =
                incidents.stream().map(ReportedIncident::source).distinct().toList();
        String first = sources.isEmpty() ? "nobody" : sources.get(0);
        String all = sources.isEmpty()
                ? first
                : sources.size() == 1
                        ? first
                        : String.join(", ", sources.subList(0, sources.size() - 1)) + " and "
                                + sources.get(sources.size() - 1);
        return switch (kind) {
            case "unconfirmed" -> "Only " + all + " reports it, and it does not count";
            case "provisional" -> "Reported by " + all + " and not by the leader";
            case "contradicted" -> "Only " + first + " reports it, and others have reported later things";
            case "differs" -> "Details of " + all + " differ";
            case "vetoed" -> "Vetoed by an operator, and reported by " + all;
            case "likely-duplicate" -> "Perhaps the same, reported by " + all;
            default -> "Reported by " + all;
        };
    }

    private static String line(ReportedIncident incident, SportCatalogue catalogue) {
        String clock = incident.clock();
        String subject = label(incident.type(), catalogue);
        String details = Stream.of(incident.player(), incident.team())
                .filter(text -> text != null)
                .map(text -> " · " + text)
                .collect(Collectors.joining());
        return (clock.isEmpty() ? "" : clock + " ") + subject + details;
    }

    // The kind may be one of a catalogue that this process no longer has.
    private static String label(String type, SportCatalogue catalogue) {
        int dot = type.indexOf('.');
        Sport.Kind kind = catalogue.names().contains(type.substring(0, dot))
                ? catalogue.sport(type.substring(0, dot)).kinds().get(type.substring(dot + 1))
                : null;
        return kind == null ? type : kind.label();
    }
}
