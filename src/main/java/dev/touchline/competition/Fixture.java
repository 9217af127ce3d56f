package dev.touchline.competition;

import static dev.touchline.match.tally.DecidedBy.AWARD;
import static dev.touchline.match.tally.DecidedBy.EXTRA_TIME;
import static dev.touchline.match.tally.DecidedBy.SHOOT_OUT;

import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import dev.touchline.match.tally.Result;
import dev.touchline.match.tally.Score;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * A match as input of tables and ties. Stage, round, group, kick-off, shoot-out and result may be null.
 *
 * @param match the match's id
 * @param stale whether it is in progress, and nothing was reported for too long
 * @param score as played, without the kicks of a shoot-out
 * @param result null before the end, and of a finished match whose score and shoot-out are its result
 * @param overtime whether it lasted longer than the regular periods
 */
public record Fixture(
        String match,
        String stage,
        String round,
        String group,
        String home,
        String away,
        Instant kickOff,
        Phase phase,
        boolean stale,
        Score score,
        Score shootout,
        Result result,
        boolean overtime,
        int homeFairPlay,
        int awayFairPlay) {

    /** By kick-off; matches without one are last, in the order of their rounds' numbers. */
    public static final Comparator<Fixture> IN_PLAYING_ORDER = Comparator.comparing(
                    Fixture::kickOff, Comparator.nullsLast(Comparator.<Instant>naturalOrder()))
            .thenComparing(
                    Fixture::round,
                    Comparator.nullsFirst(
                            Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder())))
            .thenComparing(Fixture::match, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Fixture::home);

    /** Whether it has begun, is not over, and was reported recently. */
    public boolean inProgress() {
        return phase.inProgress() && !stale;
    }

    /** Whether its result is final; abandoned and cancelled matches have none. */
    public boolean finished() {
        return phase == Phase.FINISHED;
    }

    /** Whether it was called off without a result, so that no table and no aggregate counts it. */
    public boolean calledOff() {
        return phase == Phase.ABANDONED || phase == Phase.CANCELLED;
    }

    /** The score that tables and ties count: of the result, or of a match in progress. */
    public Score counted() {
        return result == null ? score : result.score();
    }

    /** Whether extra time or a shoot-out followed the regular periods, and no award. */
    public boolean afterOvertime() {
        return result == null ? overtime || shootout != null : result.decidedBy() == EXTRA_TIME || afterShootout();
    }

    /** Whether a shoot-out decided it. */
    public boolean afterShootout() {
        return result == null ? shootout != null : result.decidedBy() == SHOOT_OUT;
    }

    /** The winner, also by shoot-out, or null. */
    public Side winner() {
        Side leader = counted().leader();
        return leader == null ? shootoutWinner() : leader;
    }

    /** The winner of the shoot-out, which in a second leg may follow any score; null without one or after an award. */
    public Side shootoutWinner() {
        boolean awarded = result != null && result.decidedBy() == AWARD;
        return shootout == null || awarded ? null : shootout.leader();
    }

    /** The same match in a stage and a round. */
    Fixture in(String stage, String round) {
        return new Fixture(
                match,
                stage,
                round,
                group,
                home,
                away,
                kickOff,
                phase,
                stale,
                score,
                shootout,
                result,
                overtime,
                homeFairPlay,
                awayFairPlay);
    }

    /** Both teams, the home team first. */
    public List<String> teams() {
        return List.of(home, away);
    }

    /** The same match with home and away exchanged. */
    public Fixture mirrored() {
        return new Fixture(
                match,
                stage,
                round,
                group,
                away,
                home,
                kickOff,
                phase,
                stale,
                score.mirrored(),
                shootout == null ? null : shootout.mirrored(),
                result == null ? null : result.mirrored(),
                overtime,
                awayFairPlay,
                homeFairPlay);
    }
}
