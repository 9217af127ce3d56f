package dev.touchline;

import dev.touchline.Football.Incident;
import dev.touchline.codec.catalogue.CatalogueReader;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Reporter;
import dev.touchline.event.Status;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import java.util.Map;
import java.util.stream.Stream;

/** The built-in catalogues of all sports. */
public final class Sports {

    public static final SportCatalogue ALL =
            new SportCatalogue(Stream.of("basketball", "football", "handball", "ice-hockey")
                    .map(Sports::read)
                    .toList());

    private Sports() {}

    public static Sport sport(String name) {
        return ALL.sport(name);
    }

    private static Sport read(String name) {
        String file = "sports/" + name + ".json";
        return CatalogueReader.read(file, Football.resource(file));
    }

    /** An incident of any sport with no other fields. */
    public static Incident incident(String sport, String kind, String id) {
        return new Incident(new Event(
                new IncidentId("camera-7", id),
                1,
                new EventType(sport, kind),
                Football.MATCH,
                null,
                MatchClock.UNKNOWN,
                null,
                null,
                null,
                Status.CONFIRMED,
                Map.of(),
                Football.KICK_OFF,
                Reporter.NONE));
    }
}
