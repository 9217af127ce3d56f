package dev.touchline.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** An application with little patience and little room, so that tests need not wait long or send much. */
public final class Impatient implements QuarkusTestProfile {

    /** How large a body may be. */
    public static final int LARGEST_BODY = 1024 * 1024;

    /** How much of bodies may be in memory. */
    public static final int MOST_BUFFERED = 2 * LARGEST_BODY;

    /** How many bytes of a request are read after its answer. */
    public static final int MAX_DISCARDED = 16 * LARGEST_BODY;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "touchline.http.max-discarded-bytes",
                String.valueOf(MAX_DISCARDED),
                "touchline.http.discard-timeout",
                "3s",
                "touchline.http.discard-idle-timeout",
                "1s",
                "touchline.ingest.patience",
                "1s",
                "touchline.ingest.largest-body",
                String.valueOf(LARGEST_BODY),
                "touchline.ingest.most-buffered",
                String.valueOf(MOST_BUFFERED),
                "touchline.messaging.most-in-flight",
                String.valueOf(LARGEST_BODY / 2),
                "touchline.messaging.stalled-after",
                "1s");
    }
}
