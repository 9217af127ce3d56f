package dev.touchline.event;

import java.util.List;
import java.util.Locale;

/**
 * How the standings of a competition are made. Whatever is null is as usual in the sport.
 *
 * @param win points for a match won
 * @param draw points for a match drawn
 * @param loss points for a match lost
 * @param overtimeWin points for a match won in overtime or in the shoot-out
 * @param overtimeLoss points for a match lost in overtime or in the shoot-out
 * @param tieBreakers what decides between teams level on points, first to last
 * @param headToHead how teams that head-to-head leaves level go on
 * @param lots teams in the order in which their lots were drawn
 */
public record Rules(
        Integer win,
        Integer draw,
        Integer loss,
        Integer overtimeWin,
        Integer overtimeLoss,
        List<TieBreaker> tieBreakers,
        HeadToHead headToHead,
        List<String> lots) {

    /** Nothing is declared. */
    public static final Rules UNSPECIFIED = new Rules(null, null, null, null, null, null, null, null);

    /** Where neither the competition nor its sport says anything. */
    public static final Rules DEFAULT = new Rules(
            3,
            1,
            0,
            null,
            null,
            List.of(
                    TieBreaker.GOAL_DIFFERENCE,
                    TieBreaker.GOALS_FOR,
                    TieBreaker.HEAD_TO_HEAD_POINTS,
                    TieBreaker.HEAD_TO_HEAD_GOAL_DIFFERENCE,
                    TieBreaker.HEAD_TO_HEAD_GOALS_FOR,
                    TieBreaker.LOTS),
            HeadToHead.ONCE,
            List.of());

    /** What happens when head-to-head separates some of the teams that were level and not the others. */
    public enum HeadToHead {
        /** The matches among all that were level are looked at once (FIFA World Cup 2018 and 2022). */
        ONCE,
        /** When all of its criteria have been applied, they are applied again to those still level (UEFA EURO). */
        REAPPLIED,
        /** As soon as one criterion separates any, it begins anew among those still level (FIBA Official Basketball Rules, appendix D). */
        RESTARTED;

        /** As written in JSON: {@code once}, {@code reapplied}, {@code restarted}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** These rules, and the others wherever these say nothing. A win or loss in overtime goes with its win or loss. */
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
                lots != null ? lots : others.lots);
    }
}
