package dev.touchline.discrepancy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.codec.CloudEventMapping;
import dev.touchline.json.Json;
import dev.touchline.sport.SportCatalogue;
import io.cloudevents.core.v1.CloudEventBuilder;
import io.cloudevents.jackson.JsonCloudEventData;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;

/** A change of a discrepancy as a CloudEvent (1.0, JSON). Equal changes yield equal text. */
public final class DiscrepancyCloudEvent {

    private static final String TYPE = CloudEventMapping.TYPE_PREFIX + "discrepancy.";

    private DiscrepancyCloudEvent() {}

    /** The id of a change: unique, and the same in every repetition. */
    public static String id(String match, long change) {
        return match + "/discrepancy-" + change;
    }

    /**
     * Writes a discrepancy that is open since its time, or that is closed.
     *
     * @param closedAt null while it is open
     */
    public static String write(
            String match, DiscrepancyView discrepancy, long change, Instant closedAt, SportCatalogue catalogue) {
        ObjectNode data = Json.MAPPER.createObjectNode().put("match", match);
        data.setAll(discrepancy.view(catalogue));
        data.put("closedAt", closedAt == null ? null : closedAt.toString());
        Instant time = closedAt == null ? discrepancy.since() : closedAt;
        return Json.write(new CloudEventBuilder()
                .withId(id(match, change))
                .withType(TYPE + discrepancy.kind())
                .withSource(URI.create("/matches/" + match + "/discrepancies"))
                .withSubject(match)
                .withTime(time.atOffset(ZoneOffset.UTC))
                .withData("application/json", JsonCloudEventData.wrap(data))
                .build());
    }
}
