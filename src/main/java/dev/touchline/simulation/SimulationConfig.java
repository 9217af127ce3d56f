package dev.touchline.simulation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Positive;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;

/** How simulated agents behave. */
@ConfigMapping(prefix = "touchline.simulation")
public interface SimulationConfig {

    /** Whether {@code /simulations} is there at all. Off in production, because it makes matches up. */
    @WithDefault("false")
    boolean enabled();

    /** Where to send reports. Absent, this process, at the address the request for the simulation came in at. */
    Optional<URI> target();

    /** How many matches are played at once when there is no waiting. */
    @WithDefault("8")
    @Positive
    int parallel();

    /** How often a report is sent before it counts as refused. */
    @WithDefault("10")
    @Positive
    int attempts();

    /** How long to wait for one answer; longer than the ingest waits for its confirm. */
    @WithDefault("20s")
    @DurationMin(millis = 1)
    Duration timeout();
}
