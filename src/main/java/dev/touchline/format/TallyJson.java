package dev.touchline.format;

import dev.touchline.event.MatchClock;
import dev.touchline.event.Sport;
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
            MatchClock.class,
            PhaseMark.class,
            Sport.Position.class
        })
public final class TallyJson {

    private TallyJson() {}

    /** Writes the tally. */
    public static String write(MatchTally tally) {
        return Json.write(tally.state());
    }

    /** Reads it back, equal to the one written. */
    public static MatchTally read(String json) {
        return MatchTally.of(Json.read(json, MatchTally.State.class));
    }
}
