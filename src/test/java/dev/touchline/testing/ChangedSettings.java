package dev.touchline.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * All settings that tests with every role and without security need to differ from the defaults: the application is
 * built and started again for each profile, which takes a quarter of a minute.
 */
public final class ChangedSettings implements QuarkusTestProfile {

    /** The maximum size of a request body. */
    public static final int MAX_BODY_SIZE = 1024 * 1024;

    /** The maximum size of all buffered bodies, of which one client may have half. */
    public static final int MAX_BUFFERED = 4 * MAX_BODY_SIZE;

    /** The maximum number of bytes of a request that are read after its response. */
    public static final int MAX_DISCARDED = 16 * MAX_BODY_SIZE;

    /** The maximum number of streams of one address. */
    public static final int MAX_STREAMS = 4;

    /** The maximum number of connections of one address. */
    public static final int MAX_CONNECTIONS = 300;

    /** The maximum number of updates of a match in memory. */
    public static final int MAX_RECENT_UPDATES = 10;

    /** The only address that webhooks may call: a loopback address that stands for the internet. */
    public static final String OUTSIDE = "127.0.0.2";

    /** The address of the only trusted reverse proxy. */
    public static final String PROXY = "127.0.0.9";

    /** The key of the address of the name server that tests start. */
    public static final String NAME_SERVERS = "touchline.webhooks.name-servers";

    private static final String RUGBY = """
            {
              "sport": "rugby",
              "label": "Rugby union",
              "periods": [
                {"name": "first-half", "label": "First half", "from": 0, "to": 40},
                {"name": "second-half", "label": "Second half", "from": 40, "to": 80}
              ],
              "kinds": {
                "kick-off": {"label": "Kick-off", "symbol": "▶", "phase": {"to": "live", "period": "first-half", "edge": "start"}},
                "half-time": {"label": "Half-time", "symbol": "⏸", "phase": {"to": "break", "period": "first-half", "edge": "end"}},
                "second-half": {"label": "Second half", "symbol": "▶", "phase": {"to": "live", "period": "second-half", "edge": "start"}},
                "full-time": {"label": "Full-time", "symbol": "■", "phase": {"to": "finished", "edge": "end"}, "notify": true},
                "try": {"label": "Try", "symbol": "🏉", "title": "TRY", "text": ["{player}, {team}", "Try for {team}"], "points": {"own": 5}, "own": {"points": 5, "tries": 1}, "assist": ["tryAssists"], "notify": true},
                "conversion": {"label": "Conversion", "symbol": "↑", "points": {"own": 2}, "own": {"points": 2, "conversions": 1}},
                "conversion-missed": {"label": "Conversion missed", "symbol": "✕", "own": ["conversionsMissed"]},
                "penalty-goal": {"label": "Penalty goal", "symbol": "↑", "points": {"own": 3}, "own": {"points": 3, "penaltyGoals": 1}},
                "drop-goal": {"label": "Drop goal", "symbol": "↑", "points": {"own": 3}, "own": {"points": 3, "dropGoals": 1}},
                "yellow-card": {"label": "Yellow card", "symbol": "🟨", "own": ["yellowCards"]},
                "red-card": {"label": "Red card", "symbol": "🟥", "own": ["redCards"], "notify": true}
              },
              "scorers": {"figure": "points", "penalties": "penaltyGoals"},
              "standings": {"win": 4, "draw": 2, "loss": 0, "tieBreakers": ["head-to-head points", "goal difference"]},
              "fairPlay": [{"figure": "redCards", "points": -4}]
            }""";

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>();
        settings.put("touchline.http.max-discarded-size", String.valueOf(MAX_DISCARDED));
        settings.put("touchline.http.discard-timeout", "3s");
        settings.put("touchline.http.discard-idle-timeout", "1s");
        settings.put("touchline.http.body-timeout", "1s");
        settings.put("touchline.http.head-timeout", "1s");
        settings.put("touchline.http.max-connections-per-client", String.valueOf(MAX_CONNECTIONS));
        settings.put("touchline.http.max-processing-size", String.valueOf(8 * MAX_BODY_SIZE));
        settings.put("touchline.http.trusted-proxies", PROXY + "/32");
        settings.put("touchline.http.max-body-size", String.valueOf(MAX_BODY_SIZE));
        settings.put("touchline.http.max-buffered-size", String.valueOf(MAX_BUFFERED));
        settings.put("touchline.messaging.max-in-flight-size", String.valueOf(MAX_BODY_SIZE / 2));
        settings.put("touchline.messaging.stall-timeout", "1s");
        settings.put("touchline.live.max-stream-age", "3s");
        settings.put("touchline.live.retry-interval", "200ms");
        settings.put("touchline.live.max-recent-updates", String.valueOf(MAX_RECENT_UPDATES));
        settings.put("touchline.live.max-streams-per-client", String.valueOf(MAX_STREAMS));
        // Two streams and two reads at a time; of each, two of one address may wait.
        settings.put("touchline.live.max-resume-size", "1M");
        settings.put("touchline.live.max-waiting-streams", "4");
        settings.put("touchline.http.max-answers-size", "4M");
        settings.put("touchline.http.max-waiting-reads", "4");
        settings.put("touchline.webhooks.allowed-ranges", OUTSIDE + "/32");
        settings.put(NAME_SERVERS, "127.0.0.1:" + NameServer.freePort());
        settings.put("touchline.sports.directory", directoryWithRugby().toString());
        settings.put("quarkus.otel.sdk.disabled", "false");
        settings.put("quarkus.otel.traces.exporter", "cdi");
        settings.put("quarkus.otel.simple", "true");
        return settings;
    }

    private static Path directoryWithRugby() {
        try {
            Path directory = Files.createDirectories(Path.of("target", "more-sports"));
            Files.writeString(directory.resolve("rugby.json"), RUGBY);
            return directory.toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
