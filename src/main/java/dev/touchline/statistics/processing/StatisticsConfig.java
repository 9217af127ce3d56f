package dev.touchline.statistics.processing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Positive;

/** How reports are stored. */
@ConfigMapping(prefix = "touchline.statistics")
interface StatisticsConfig {

    /**
     * How many transactions of one process may be under way, each with matches of its own: while one computes, the
     * database has the others. More of them use a database with many processors; each takes a connection to it.
     */
    @WithDefault("3")
    @Positive
    int partitions();
}
