package dev.touchline.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Low limits and short timeouts, so that tests neither wait long nor send much. */
public final class TightLimits implements QuarkusTestProfile {

    /** The maximum size of a request body. */
    public static final int MAX_BODY_SIZE = 1024 * 1024;

    /** The maximum size of all buffered bodies. */
    public static final int MAX_BUFFERED = 2 * MAX_BODY_SIZE;

    /** The maximum number of bytes of a request that are read after its response. */
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
