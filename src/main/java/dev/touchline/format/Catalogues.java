package dev.touchline.format;

import dev.touchline.event.Sport;
import dev.touchline.event.SportCatalogue;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads the catalogue of every configured sport once, at start. */
class Catalogues {

    /**
     * @param names the sports, each with a file {@code sports/<name>.json} on the class path
     * @throws CatalogueReader.CatalogueException if a file is missing or has mistakes; the application then does not
     *     start
     */
    @Produces
    @Singleton
    SportCatalogue catalogue(@ConfigProperty(name = "touchline.sports") List<String> names) {
        List<Sport> sports = new ArrayList<>();
        for (String name : names) {
            sports.add(CatalogueReader.read("sports/" + name + ".json", content("sports/" + name + ".json")));
        }
        return new SportCatalogue(sports);
    }

    private static byte[] content(String file) {
        try (InputStream stream = Thread.currentThread().getContextClassLoader().getResourceAsStream(file)) {
            if (stream == null) {
                throw new CatalogueReader.CatalogueException(file + " is not there");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new CatalogueReader.CatalogueException(file + " is not readable: " + e.getMessage());
        }
    }
}
