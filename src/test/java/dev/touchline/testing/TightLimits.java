package dev.touchline.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** An application with little patience and little room, so that tests need not wait long or send much. */
public final class TightLimits implements QuarkusTestProfile {

    /** How large a body may be. */
    public static final int MAX_BODY_SIZE = 1024 * 1024;

    /** How much of bodies may be in memory. */
    public static final int MAX_BUFFERED = 2 * MAX_BODY_SIZE;

    /** How many bytes of a request are read after its answer. */
    public static final int MAX_DISCARDED = 16 * MAX_BODY_SIZE;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "touchline.http.max-discarded-size",
                String.valueOf(MAX_DISCARDED),
                "touchline.http.discard-timeout",
                "3s",
                "touchline.http.discard-idle-timeout",
                "1s",
                "touchline.http.body-timeout",
                "1s",
                "touchline.http.max-body-size",
                String.valueOf(MAX_BODY_SIZE),
                "touchline.http.max-buffered-size",
                String.valueOf(MAX_BUFFERED),
                "touchline.messaging.max-in-flight-size",
                String.valueOf(MAX_BODY_SIZE / 2),
                "touchline.messaging.stall-timeout",
                "1s");
    }
}
