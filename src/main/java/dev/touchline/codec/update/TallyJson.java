package dev.touchline.codec.update;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.codec.catalogue.CatalogueJson;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Side;
import dev.touchline.json.Json;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.match.tally.PhaseMark;
import dev.touchline.match.tally.PlayedPeriod;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** A match's tally in the database, without its players. Other versions of the application may not be able to read it. */
@RegisterForReflection(
        targets = {
            MatchTally.State.class,
            MatchTally.ClockReading.class,
            MatchTally.CountedMark.class,
            MatchTally.ShareReading.class,
            MatchTally.AwardReading.class,
            MatchTally.PeriodCount.class,
            MatchClock.class,
            PhaseMark.class,
            PlayedPeriod.class,
            Sport.Position.class
        })
public final class TallyJson {

    /** Increment when the meaning or the format of a tally changes. */
    private static final int FORMAT_VERSION = 7;

    private TallyJson() {}

    /**
     * The version of code and catalogues by which a tally is counted. A tally with another version is counted again
     * from the event log.
     */
    public static String tallyVersion(SportCatalogue catalogue) {
        return FORMAT_VERSION + "-" + CatalogueJson.fingerprint(catalogue);
    }

    public static String write(MatchTally tally) {
        return Json.write(tally.state());
    }

    /**
     * Reads the field {@code teams} of a tally: the counted figures of each team, without shares.
     *
     * @throws IllegalStateException if the JSON is not that field
     */
    public static Map<Side, Map<String, Integer>> readTeams(String json) {
        Map<Side, Map<String, Integer>> teams = new EnumMap<>(Side.class);
        Json.read(json, JsonNode.class).properties().forEach(team -> {
            Map<String, Integer> figures = new TreeMap<>();
            team.getValue()
                    .properties()
                    .forEach(figure ->
                            figures.put(figure.getKey(), figure.getValue().intValue()));
            teams.put(Side.valueOf(team.getKey()), figures);
        });
        return teams;
    }

    /** Reads a tally. Throws IllegalStateException if the JSON is not a tally. */
    public static MatchTally read(String json) {
        MatchTally.State state = Json.read(json, MatchTally.State.class);
        if (state == null) {
            throw new IllegalStateException("not a tally");
        }
        return MatchTally.of(state);
    }
}
