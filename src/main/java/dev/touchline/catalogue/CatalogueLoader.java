package dev.touchline.catalogue;

import dev.touchline.codec.catalogue.CatalogueReader;
import dev.touchline.codec.catalogue.CatalogueReader.CatalogueException;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Loads the catalogues at start. */
class CatalogueLoader {

    private static final String FOLDER = "sports/";
    private static final String SUFFIX = ".json";

    /**
     * Loads the configured built-in sports and those of the configured directory.
     *
     * @throws CatalogueException if a file is missing or invalid, or two have the same sport; this prevents the start
     */
    @Produces
    @Singleton
    @Startup
    SportCatalogue load(CatalogueConfig config) {
        Map<String, Sport> sports = new TreeMap<>();
        for (String name : config.names()) {
            String file = FOLDER + name + SUFFIX;
            add(sports, file, readBuiltIn(file));
        }
        config.directory().ifPresent(directory -> {
            try (Stream<Path> files = Files.list(directory)) {
                Stream<Path> catalogues =
                        files.filter(path -> path.toString().endsWith(SUFFIX)).sorted();
                for (Path file : catalogues.toList()) {
                    add(sports, file.toString(), Files.readAllBytes(file));
                }
            } catch (IOException e) {
                throw new CatalogueException("touchline.sports.directory is not readable: " + e.getMessage());
            }
        });
        return new SportCatalogue(sports.values());
    }

    private static void add(Map<String, Sport> sports, String file, byte[] catalogue) {
        Sport sport = CatalogueReader.read(file, catalogue);
        if (sports.put(sport.name(), sport) != null) {
            throw new CatalogueException(file + ": sport " + sport.name() + " is defined twice");
        }
    }

    private static byte[] readBuiltIn(String file) {
        try (InputStream stream = Thread.currentThread().getContextClassLoader().getResourceAsStream(file)) {
            if (stream == null) {
                throw new CatalogueException(file + " is not built in; remove it from touchline.sports.names");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new CatalogueException(file + " is not readable: " + e.getMessage());
        }
    }
}
