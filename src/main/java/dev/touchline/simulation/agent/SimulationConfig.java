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

/** Simulated agents. */
@ConfigMapping(prefix = "touchline.simulation")
public interface SimulationConfig {

    /** Whether {@code /simulations} is available. Enable it for tests, not in production: matches are fictitious. */
    @WithDefault("false")
    boolean enabled();

    /** The address that agents report to, by default this process. Set it if this process has no role ingest. */
    Optional<URI> target();

    /** Maximum number of matches that a replay without waiting plays at a time. Raise it to send faster. */
    @WithDefault("8")
    @Positive
    int maxParallelMatches();

    /** Maximum number of running simulations. Raise it for more load; the limits of ingest apply to them. */
    @WithDefault("10")
    @Positive
    int maxRunning();

    /** Maximum number of ended simulations that stay listed. Raise it to compare more of them. */
    @WithDefault("20")
    @Positive
    int maxEnded();

    /** Time after which a report is no longer retried and counts as refused. Raise it for longer outages. */
    @WithDefault("30m")
    @DurationMin(millis = 1)
    Duration retryTimeout();

    /**
     * Time after which a simulation fails if its target was never reachable. Raise it for a slow start of the target.
     */
    @WithDefault("5s")
    @DurationMin(millis = 1)
    Duration unreachableTimeout();

    /** Timeout of a request. Keep it longer than {@code touchline.messaging.confirm-timeout}. */
    @WithDefault("20s")
    @DurationMin(millis = 1)
    Duration requestTimeout();

    /** Number of matches to play automatically, from 0 to 4, each of another sport. Set it for demonstrations. */
    @WithDefault("0")
    @Min(0)
    @Max(4)
    int autoplay();
}
