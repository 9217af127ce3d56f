package dev.touchline.coverage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** The silence of declared reporters. Set the keys alike in every process. */
@ConfigMapping(prefix = "touchline.coverage")
public interface CoverageConfig {

    /**
     * A reporter that was not heard from for this time is delayed. Raise it for reporters that send signs of life less often.
     */
    @WithDefault("2m")
    @DurationMin(millis = 1)
    Duration delayedAfter();

    /**
     * A reporter that was not heard from for this time is lost: a leader then hands over to the highest reporter that is
     * heard from. Shorten it where the reporters send signs of life every few seconds.
     */
    @WithDefault("5m")
    @DurationMin(millis = 1)
    Duration lostAfter();

    /** Interval at which the role statistics looks for leaders that are lost or have returned. */
    @WithDefault("5s")
    @DurationMin(millis = 10)
    Duration checkInterval();
}
