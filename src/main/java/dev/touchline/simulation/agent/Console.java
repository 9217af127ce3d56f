package dev.touchline.simulation.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.json.Json;
import dev.touchline.json.MalformedException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Prints a line for every event that simulated agents send and for every update from {@code GET /stream}, with the
 * milliseconds between. Disabled unless {@code touchline.console} is true.
 */
@ApplicationScoped
public class Console {

    private static final int MAX_SENT = 10_000;

    private static final double NANOS_IN_A_MILLISECOND = 1e6;
    // Names may contain terminal escape sequences.
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private final boolean enabled;
    private final IngestTarget target;
    private final Map<String, Long> sentAt = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_SENT;
        }
    };
    private FeedStreamClient feed;

    public Console(
            @ConfigProperty(name = "touchline.console", defaultValue = "false") boolean enabled, IngestTarget target) {
        this.enabled = enabled;
        this.target = target;
    }

    void listen(@Observes StartupEvent event) {
        if (enabled) {
            feed = new FeedStreamClient(target.ofThisProcess().uri(), this::received);
            feed.connect();
        }
    }

    void end(@Observes ShutdownEvent event) {
        if (feed != null) {
            feed.close();
        }
    }

    void sent(JsonNode event) {
        if (!enabled) {
            return;
        }
        synchronized (sentAt) {
            sentAt.putIfAbsent(key(event), System.nanoTime());
        }
        print("▶ sent     %s", line(event));
    }

    private void received(String data) {
        long now = System.nanoTime();
        JsonNode update;
        try {
            update = Json.parse(data);
        } catch (MalformedException e) {
            return;
        }
        JsonNode event = update.path("event");
        Long sent;
        synchronized (sentAt) {
            sent = sentAt.remove(key(event));
        }
        String subject = event.isObject() ? line(event) : update.path("match").asText();
        String latency = sent == null ? "" : "  +%.1f ms".formatted((now - sent) / NANOS_IN_A_MILLISECOND);
        print("◀ received %s", subject + "  " + update.path("text").asText() + latency);
    }

    private static String key(JsonNode event) {
        return event.path("source").asText() + " " + event.path("id").asText() + " "
                + event.path("revision").asLong(1);
    }

    private static String line(JsonNode event) {
        int stoppage = event.path("stoppage").asInt();
        String minute = event.path("minute").asText("") + (stoppage == 0 ? "" : "+" + stoppage) + "'";
        String status = event.path("status").asText(SimulatedReport.CONFIRMED);
        return "%s  %s  %s  %s%s"
                .formatted(
                        event.path("match").asText(),
                        event.path("type").asText(),
                        minute,
                        event.path("player").asText(event.path("team").asText("")),
                        status.equals(SimulatedReport.CONFIRMED) ? "" : "  (" + status + ")");
    }

    private static void print(String format, String line) {
        System.out.println(format.formatted(CONTROL.matcher(line).replaceAll("?")));
    }
}
