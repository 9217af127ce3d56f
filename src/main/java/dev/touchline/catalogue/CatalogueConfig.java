package dev.touchline.catalogue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;

/** The available sports, and how long their matches last. */
@ConfigMapping(prefix = "touchline.sports")
public interface CatalogueConfig {

    /** The built-in sports, each with a catalogue {@code sports/<name>.json}. Remove those that nobody reports. */
    @WithDefault("football,basketball,ice-hockey,handball")
    List<String> names();

    /** The directory of further catalogues, {@code <sport>.json} each. Set it for other sports, in every process. */
    Optional<Path> directory();

    /**
     * A match in progress is stale when nothing has been received for longer than the longest match of its sport and this
     * margin. Increase it, in every process, for matches that are interrupted for hours.
     */
    @WithDefault("1h")
    @DurationMin(seconds = 0)
    Duration staleMargin();
}
