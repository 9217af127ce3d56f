package dev.touchline.event;

import java.util.List;
import java.util.Map;

/**
 * The rules of a competition's standings. A component that is null has the default of the sport.
 *
 * @param overtimeWin points for a match won in overtime or in the shoot-out
 * @param overtimeLoss points for a match lost in overtime or in the shoot-out
 * @param tieBreakers the criteria between level teams, first to last. Teams are ranked by points, or by the first
 *     criterion if it {@link TieBreaker#ranks ranks}.
 * @param lots teams in the order in which their lots were drawn
 * @param ranking the points of teams in a ranking, or their coefficients; the better team has more
 */
public record Rules(
        Integer win,
        Integer draw,
        Integer loss,
        Integer overtimeWin,
        Integer overtimeLoss,
        List<TieBreaker> tieBreakers,
        HeadToHead headToHead,
        List<String> lots,
        Map<String, Double> ranking) {

    /** Every rule has its default. */
    public static final Rules UNSPECIFIED = new Rules(null, null, null, null, null, null, null, null, null);

    /** The defaults of a sport that sets no rules. */
    public static final Rules DEFAULT =
            new Rules(3, 1, 0, null, null, TieBreaker.DEFAULT, HeadToHead.ONCE, List.of(), Map.of());

    /** How to continue when head-to-head criteria separate only some of the level teams. */
    public enum HeadToHead implements Coded {
        /** The criteria are applied once, to the matches among all level teams (FIFA World Cup 2018 and 2022). */
        ONCE,
        /** After all criteria, they are applied again to the teams that are still level (UEFA EURO). */
        REAPPLIED,
        /** After each criterion that separates teams, they restart with those still level (FIBA rules, appendix D). */
        RESTARTED
    }

    /** These rules, with nulls filled from the others. Overtime points are filled only if no points are set here. */
    public Rules orElse(Rules others) {
        boolean ownPoints = win != null || draw != null || loss != null;
        return new Rules(
                win != null ? win : others.win,
                draw != null ? draw : others.draw,
                loss != null ? loss : others.loss,
                overtimeWin != null || ownPoints ? overtimeWin : others.overtimeWin,
                overtimeLoss != null || ownPoints ? overtimeLoss : others.overtimeLoss,
                tieBreakers != null ? tieBreakers : others.tieBreakers,
                headToHead != null ? headToHead : others.headToHead,
                lots != null ? lots : others.lots,
                ranking != null ? ranking : others.ranking);
    }
}
