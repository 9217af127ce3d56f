package dev.touchline.codec.update;

import dev.touchline.codec.catalogue.CatalogueJson;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Sport;
import dev.touchline.event.SportCatalogue;
import dev.touchline.json.Json;
import dev.touchline.match.MatchTally;
import dev.touchline.match.PhaseMark;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** A match's tally as it is kept between two transactions. Only this version of the application reads it. */
@RegisterForReflection(
        targets = {
            MatchTally.State.class,
            MatchTally.PlayerFigures.class,
            MatchTally.CountedClock.class,
            MatchTally.CountedMark.class,
            MatchTally.CountedReading.class,
            MatchTally.ShareReading.class,
            MatchClock.class,
            PhaseMark.class,
            Sport.Position.class
        })
public final class TallyJson {

    /** Counts up when the meaning or the form of a tally changes with the code. */
    private static final int FORMAT_VERSION = 3;

    private TallyJson() {}

    /**
     * What a tally rests on: the way it is counted and the catalogue. One that rests on anything else can neither be
     * read nor added to, and is counted anew.
     */
    public static String tallyVersion(SportCatalogue catalogue) {
        return FORMAT_VERSION + "-" + CatalogueJson.fingerprint(catalogue);
    }

    /** Writes the tally. */
    public static String write(MatchTally tally) {
        return Json.write(tally.state());
    }

    /**
     * Reads it back, equal to the one written.
     *
     * @throws IllegalStateException if it is not a tally
     */
    public static MatchTally read(String json) {
        MatchTally.State state = Json.read(json, MatchTally.State.class);
        if (state == null) {
            throw new IllegalStateException("not a tally");
        }
        return MatchTally.of(state);
    }
}
