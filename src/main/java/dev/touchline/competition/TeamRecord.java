package dev.touchline.competition;

import dev.touchline.event.Rules;
import dev.touchline.event.Side;
import dev.touchline.event.TieBreaker.Figure;

/**
 * The sum of a team's matches. In a sport that counts points, goals are points.
 *
 * @param played matches that count
 * @param won matches won, also in overtime or by shoot-out
 * @param lost matches lost, also in overtime or by shoot-out
 * @param regulationWins matches won without overtime and shoot-out
 * @param shootoutWins matches won by shoot-out
 * @param points before deductions
 * @param roundedOff half points that halving took by rounding down; negative if it gave them by rounding up
 * @param playing whether one of the matches is in progress
 */
public record TeamRecord(
        String team,
        int played,
        int won,
        int drawn,
        int lost,
        int regulationWins,
        int shootoutWins,
        int goalsFor,
        int goalsAgainst,
        int points,
        int roundedOff,
        int fairPlay,
        boolean playing) {

    /** Goals for minus goals against. */
    public int goalDifference() {
        return goalsFor - goalsAgainst;
    }

    /** The record of a team without matches. */
    static TeamRecord of(String team, int points, int roundedOff) {
        return new TeamRecord(team, 0, 0, 0, 0, 0, 0, 0, 0, points, roundedOff, 0, false);
    }

    /** The record of the home team over this match alone. */
    static TeamRecord ofMatch(Fixture fixture, Rules rules, boolean live) {
        boolean playing = live && fixture.inProgress();
        if (!fixture.finished() && !playing) {
            return of(fixture.home(), 0, 0);
        }
        boolean matters = rules.overtimeWin() != null || rules.overtimeLoss() != null;
        boolean overtime = matters && fixture.afterOvertime();
        Side winner = overtime ? fixture.winner() : fixture.counted().leader();
        boolean won = winner == Side.HOME;
        boolean lost = winner == Side.AWAY;
        return new TeamRecord(
                fixture.home(),
                1,
                won ? 1 : 0,
                winner == null ? 1 : 0,
                lost ? 1 : 0,
                won && !fixture.afterOvertime() ? 1 : 0,
                won && fixture.afterShootout() ? 1 : 0,
                fixture.counted().home(),
                fixture.counted().away(),
                points(won, lost, overtime, rules),
                0,
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
                regulationWins + other.regulationWins,
                shootoutWins + other.shootoutWins,
                goalsFor + other.goalsFor,
                goalsAgainst + other.goalsAgainst,
                points + other.points,
                roundedOff + other.roundedOff,
                fairPlay + other.fairPlay,
                playing || other.playing);
    }

    /** The figure; more is better. */
    double figure(Figure figure) {
        return switch (figure) {
            case POINTS -> points;
            case POINTS_PER_MATCH -> perMatch(points);
            case WINNING_PERCENTAGE -> perMatch(won + drawn / 2.0);
            case GOAL_DIFFERENCE -> goalDifference();
            // Infinite without goals against.
            case GOAL_AVERAGE -> goalsFor == 0 ? 0 : (double) goalsFor / goalsAgainst;
            case GOALS_FOR -> goalsFor;
            case WINS -> won;
            case REGULATION_WINS -> regulationWins;
            case REGULATION_AND_OVERTIME_WINS -> won - shootoutWins;
            case FAIR_PLAY -> fairPlay;
            case ROUNDED_OFF -> roundedOff;
        };
    }

    private double perMatch(double sum) {
        return played == 0 ? 0 : sum / played;
    }
}
