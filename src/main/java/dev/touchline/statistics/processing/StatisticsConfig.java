package dev.touchline.statistics.processing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Positive;

/** Storing of reports. */
@ConfigMapping(prefix = "touchline.statistics")
public interface StatisticsConfig {

    /**
     * Partitions of the matches within a process; each stores one batch at a time, in its own transaction and on its
     * own connection. Raise it if the database has idle processors.
     */
    @WithDefault("3")
    @Positive
    int partitions();
}
