package dev.touchline.event;

import java.util.List;

/**
 * A stage of a competition: a table, or one for each group; or a knock-out of ties. A match belongs to the stage whose id
 * or name its announcement has.
 *
 * @param id unique within the competition
 * @param name null if the stage has none beside its id
 * @param rules where its tables differ from the rules of the competition
 * @param groups the tables of a stage whose matches cross groups, such as conferences; empty: the groups of the
 *     announcements
 * @param carryOver the results of an earlier stage that count in its tables, or null
 * @param legs the matches of a tie; a final has one unless two are announced. Null: the announced matches tell
 * @param bestOf the maximum matches of a tie that the team with more wins wins, or null if goals decide
 * @param rounds of a knock-out in playing order; empty: in the order of their first kick-offs
 * @param ties the criteria that decide a level tie, first to last; null: {@link TieDecider#DEFAULT}
 * @param placedBy the id of the stage whose places {@link TieDecider#BETTER_PLACE} compares, or null
 */
public record Stage(
        String id,
        String name,
        Kind kind,
        Rules rules,
        List<Group> groups,
        CarryOver carryOver,
        Integer legs,
        Integer bestOf,
        List<String> rounds,
        List<TieDecider> ties,
        String placedBy,
        List<Decision> decisions) {

    /** The form of a stage. */
    public enum Kind implements Coded {
        TABLE,
        KNOCK_OUT
    }

    /** A table of some teams, which counts all of their matches in the stage. */
    public record Group(String name, List<String> teams) {}

    /**
     * The results of another stage that count in the tables of this one.
     *
     * @param from the id of a stage of tables that is listed before
     * @param pointsOnly whether matches and goals are not carried over
     */
    public record CarryOver(String from, Results results, boolean pointsOnly) {

        /** The share of the results. */
        public enum Results implements Coded {
            /** All matches of the teams (Scottish Premiership). */
            ALL("all"),
            /** All matches for half of their points, rounded down (Austrian Bundesliga). */
            HALVED("halved"),
            /** All matches for half of their points, rounded up (Belgian Pro League). */
            HALVED_UP("halved up"),
            /** The matches among the teams of this stage (main rounds of the EHF). */
            AMONG_QUALIFIED("among qualified");

            private final String code;

            Results(String code) {
                this.code = code;
            }

            @Override
            public String code() {
                return code;
            }
        }
    }

    /**
     * A tie that was decided off the field, such as by lot or a withdrawal. Round and reason may be null.
     *
     * @param teams both teams, as in announcements
     * @param winner one of the teams
     */
    public record Decision(List<String> teams, String round, String winner, String reason) {}

    /** The name, or else the id. */
    public String label() {
        return name == null ? id : name;
    }
}
