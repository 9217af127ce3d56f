package dev.touchline.catalogue;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which sports there are. */
@ConfigMapping(prefix = "touchline.sports")
public interface CatalogueConfig {

    /** The sports that are built in, each with a catalogue {@code sports/<name>.json}. Fewer where fewer are played. */
    @WithDefault("football,basketball,ice-hockey,handball")
    List<String> names();

    /** Where the catalogues of more sports are, one file {@code <name>.json} each. Every process needs the same. */
    Optional<Path> directory();
}
