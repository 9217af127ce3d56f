package dev.touchline.simulation.replay;

import dev.touchline.simulation.replay.Tournament.Fixture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a match as its file names it: {@code Apertura Playoffs, Quarterfinals} is a stage and a round, {@code Group
 * A} is a group. Components may be null.
 */
record RoundLabel(String stage, String round, String group) {

    private static final Pattern GROUP =
            Pattern.compile("(?i)(group|gruppe|grupo|groupe|girone|poule|pool|zone|zona) [\\p{L}\\p{N}]{1,2}");
    private static final Pattern STAGE_AND_ROUND = Pattern.compile("(.+?)\\s*[,|]\\s*([^,|]+)");
    /** The legs and replays of a tie belong to one round. */
    private static final Pattern LEG = Pattern.compile(
            "(?i)[\\s,|(–-]*\\b(replays?|(1st|2nd|first|second)[ -]leg|leg [12]|hinspiele?|rückspiele?)\\)?$");

    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern MATCHDAY =
            Pattern.compile("(?i)match ?day|spieltag|jornada|journée|giornata|speelronde|week");
    private static final Pattern TABLE = Pattern.compile(MATCHDAY + "|league|liga|regular|group|gruppe|grupo|robin");
    private static final Pattern KNOCK_OUT =
            Pattern.compile("(?i)final|round of \\d|last \\d|1/\\d|play-?(off|in|out)|knock"
                    + "|elimin|qualif|prelim|place|platz|cup|pokal|copa|coupe|coppa|taça|beker");
    private static final Pattern PLACE = Pattern.compile("(?i)place|platz|puesto");

    static RoundLabel of(Fixture fixture) {
        String stage = fixture.stage();
        String round =
                fixture.round() == null ? null : LEG.matcher(fixture.round()).replaceFirst("");
        String group = fixture.group();
        Matcher both = STAGE_AND_ROUND.matcher(round == null ? "" : round);
        if (stage == null && both.matches()) {
            stage = both.group(1);
            round = both.group(2);
        }
        if (stage != null && GROUP.matcher(stage).matches()) {
            group = group == null ? stage : group;
            stage = null;
        }
        if (round != null && GROUP.matcher(round).matches()) {
            group = group == null ? round : group;
            round = null;
        }
        return new RoundLabel(stage, round == null || round.isBlank() ? null : round, group);
    }

    /** The round without its number, which the rounds of a league and of a cup have in common; empty without a name. */
    String family() {
        return round == null ? "" : NUMBER.matcher(round).replaceAll("#");
    }

    /** Whether the round is one of many of a table, such as a matchday, by its name or for lack of one. */
    boolean isOneOfMany() {
        return round == null || !family().equals(round);
    }

    /** Whether the round has the name of a round in a knock-out, which a matchday is not. */
    boolean namesRound() {
        return round != null && !MATCHDAY.matcher(round).find();
    }

    /** Whether the words say knock-out (true) or tables (false); null if they say nothing. */
    Boolean saysKnockOut() {
        return says(KNOCK_OUT, stage) || says(KNOCK_OUT, round)
                ? Boolean.TRUE
                : says(TABLE, stage) || says(TABLE, round) ? Boolean.FALSE : null;
    }

    /** Whether a text names a knock-out, such as a cup. */
    static boolean namesKnockOut(String text) {
        return says(KNOCK_OUT, text);
    }

    /** Whether the round is for a place below the first: its teams have lost. */
    static boolean isForPlace(String round) {
        return says(PLACE, round);
    }

    private static boolean says(Pattern words, String text) {
        return text != null && words.matcher(text).find();
    }
}
