package dev.touchline.simulation.agent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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

    /** Where to send reports. Absent, this process. */
    Optional<URI> target();

    /** How many matches are played at once when there is no waiting. */
    @WithDefault("8")
    @Positive
    int maxParallelMatches();

    /** How many simulations may run at once. What they send counts in the limits of the ingest like any report. */
    @WithDefault("10")
    @Positive
    int maxRunning();

    /** How many that have ended are still listed. */
    @WithDefault("20")
    @Positive
    int maxEnded();

    /** For how long a report is sent again before it counts as refused; longer than an outage may last. */
    @WithDefault("30m")
    @DurationMin(millis = 1)
    Duration retryTimeout();

    /**
     * For how long the target may be unreachable before it has accepted anything; after that the simulation fails. Raise
     * it for a target that starts together with the simulation.
     */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    Duration unreachableTimeout();

    /** How long to wait for one answer; longer than the ingest waits for its confirm. */
    @WithDefault("20s")
    @DurationMin(millis = 1)
    Duration requestTimeout();

    /** How many matches play by themselves, so that there is something to see: 0 to 4, each of another sport. */
    @WithDefault("0")
    @Min(0)
    @Max(4)
    int autoplay();
}
