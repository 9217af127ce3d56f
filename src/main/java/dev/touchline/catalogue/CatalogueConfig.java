package dev.touchline.catalogue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The available sports. */
@ConfigMapping(prefix = "touchline.sports")
public interface CatalogueConfig {

    /** The built-in sports, each with a catalogue {@code sports/<name>.json}. Remove those that nobody reports. */
    @WithDefault("football,basketball,ice-hockey,handball")
    List<String> names();

    /** The directory of further catalogues, {@code <sport>.json} each. Set it for other sports, in every process. */
    Optional<Path> directory();
}
