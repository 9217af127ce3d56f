package dev.touchline.competition;

import dev.touchline.event.Rules;
import dev.touchline.event.Side;

/**
 * The sum of a team's matches. In a sport that counts points, goals are points.
 *
 * @param played matches that count
 * @param won matches won, also in overtime or by shoot-out
 * @param lost matches lost, also in overtime or by shoot-out
 * @param points before deductions
 * @param playing whether one of the matches is in progress
 */
public record TeamRecord(
        String team,
        int played,
        int won,
        int drawn,
        int lost,
        int goalsFor,
        int goalsAgainst,
        int points,
        int fairPlay,
        boolean playing) {

    /** Goals for minus goals against. */
    public int goalDifference() {
        return goalsFor - goalsAgainst;
    }

    /** The record of the home team over this match alone. */
    static TeamRecord ofMatch(Fixture fixture, Rules rules, boolean live) {
        boolean playing = live && fixture.phase().inProgress();
        if (!fixture.finished() && !playing) {
            return new TeamRecord(fixture.home(), 0, 0, 0, 0, 0, 0, 0, 0, false);
        }
        boolean matters = rules.overtimeWin() != null || rules.overtimeLoss() != null;
        boolean overtime = matters && (fixture.overtime() || fixture.shootout() != null);
        Side winner = fixture.score().leader();
        if (winner == null && overtime && fixture.shootout() != null) {
            winner = fixture.shootout().leader();
        }
        boolean won = winner == Side.HOME;
        boolean lost = winner == Side.AWAY;
        return new TeamRecord(
                fixture.home(),
                1,
                won ? 1 : 0,
                winner == null ? 1 : 0,
                lost ? 1 : 0,
                fixture.score().home(),
                fixture.score().away(),
                points(won, lost, overtime, rules),
                fixture.homeFairPlay(),
                playing);
    }

    private static int points(boolean won, boolean lost, boolean overtime, Rules rules) {
        if (won) {
            return overtime && rules.overtimeWin() != null ? rules.overtimeWin() : rules.win();
        }
        if (lost) {
            return overtime && rules.overtimeLoss() != null ? rules.overtimeLoss() : rules.loss();
        }
        return rules.draw();
    }

    /** The sum of both records, under the name of this one. */
    TeamRecord plus(TeamRecord other) {
        return new TeamRecord(
                team,
                played + other.played,
                won + other.won,
                drawn + other.drawn,
                lost + other.lost,
                goalsFor + other.goalsFor,
                goalsAgainst + other.goalsAgainst,
                points + other.points,
                fairPlay + other.fairPlay,
                playing || other.playing);
    }
}
