package dev.touchline.simulation.replay;

import dev.touchline.competition.round.RoundName;
import dev.touchline.competition.round.RoundName.Kind;
import dev.touchline.simulation.replay.Tournament.Fixture;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The place of a match as its file names it: {@code Apertura Playoffs, Quarterfinals} is a stage and a round, {@code Group
 * A} is a group. Components may be null; the round is without a leg.
 */
record FixturePlace(String stage, String round, String group) {

    private static final Pattern GROUP =
            Pattern.compile("(?i)(group|gruppe|grupo|groupe|girone|poule|pool|zone|zona) [\\p{L}\\p{N}]{1,2}");
    private static final Pattern STAGE_AND_ROUND = Pattern.compile("(.+?)\\s*[,|]\\s*([^,|]+)");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    static FixturePlace of(Fixture fixture) {
        String stage = fixture.stage();
        String round = fixture.round() == null ? null : RoundName.withoutLeg(fixture.round());
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
        return new FixturePlace(stage, round == null || round.isBlank() ? null : round, group);
    }

    /** The round without its number, which the rounds of a league and of a cup have in common; empty without a name. */
    String family() {
        return round == null ? "" : NUMBER.matcher(round).replaceAll("#");
    }

    /** Whether the round is one of many of a table, such as a matchday, by its name or for lack of one. */
    boolean isOneOfMany() {
        return round == null || !family().equals(round);
    }

    /** The name of the round if a knock-out may have it, which it does not from a matchday; empty otherwise. */
    String knockOutRound() {
        return round == null || RoundName.of(round).kind() == Kind.MATCHDAY ? "" : round;
    }

    /** Whether stage or round have the name of those of a knock-out. */
    boolean suggestsKnockOut() {
        return texts().map(RoundName::of).anyMatch(RoundName::suggestsKnockOut);
    }

    /** Whether the words say knock-out (true) or tables (false); null if they say nothing. */
    Boolean saysKnockOut() {
        List<Boolean> said =
                texts().map(RoundName::saysKnockOut).filter(Objects::nonNull).toList();
        return said.isEmpty() ? null : Boolean.valueOf(said.contains(true));
    }

    private Stream<String> texts() {
        return Stream.of(stage, round).filter(Objects::nonNull);
    }
}
