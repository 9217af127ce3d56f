package dev.touchline.testing;

import dev.touchline.competition.Fixture;
import dev.touchline.competition.Standings;
import dev.touchline.competition.TeamRecord;
import dev.touchline.event.Phase;
import dev.touchline.match.tally.Score;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A short notation for matches and tables. A finished match is {@code Alder 2-1 Birch}; the suffix {@code ot} stands
 * for overtime, {@code so 4-3} for a shoot-out with its result. A row of a table is position, team, matches played,
 * won, drawn and lost, goals, points, and in brackets the criterion that separated the team from others with equal
 * points.
 */
public final class TableNotation {

    private static final Pattern RESULT = Pattern.compile("(.+?) (\\d+)-(\\d+) (.+?)( ot)?(?: so (\\d+)-(\\d+))?");

    private TableNotation() {}

    /** Parses matches of no group, separated by lines or commas. */
    public static List<Fixture> matches(String results) {
        return matches(null, results);
    }

    /** Parses matches of a group, separated by lines or commas. */
    public static List<Fixture> matches(String group, String results) {
        return results.strip()
                .lines()
                .flatMap(line -> List.of(line.split(",")).stream())
                .map(String::strip)
                .filter(result -> !result.isEmpty())
                .map(result -> match(group, result))
                .toList();
    }

    /** Parses one match of no group. */
    public static Fixture match(String result) {
        return match(null, result);
    }

    private static Fixture match(String group, String result) {
        Matcher parts = RESULT.matcher(result);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a result: " + result);
        }
        return new Fixture(
                result,
                null,
                null,
                group,
                parts.group(1),
                parts.group(4),
                null,
                Phase.FINISHED,
                false,
                score(parts.group(2), parts.group(3)),
                parts.group(6) == null ? null : score(parts.group(6), parts.group(7)),
                null,
                parts.group(5) != null,
                0,
                0);
    }

    private static Score score(String home, String away) {
        return new Score(Integer.parseInt(home), Integer.parseInt(away));
    }

    /** The match in another phase. */
    public static Fixture in(Phase phase, Fixture match) {
        return with(phase, match.stale(), match);
    }

    /** The match, about which nothing was reported for too long. */
    public static Fixture stale(Fixture match) {
        return with(match.phase(), true, match);
    }

    private static Fixture with(Phase phase, boolean stale, Fixture match) {
        return new Fixture(
                match.match(),
                match.stage(),
                match.round(),
                match.group(),
                match.home(),
                match.away(),
                match.kickOff(),
                phase,
                stale,
                match.score(),
                match.shootout(),
                match.result(),
                match.overtime(),
                match.homeFairPlay(),
                match.awayFairPlay());
    }

    /** The match of a stage and a round, on a day from the beginning of 2031. */
    public static Fixture in(String stage, String round, int day, Fixture match) {
        return new Fixture(
                match.match(),
                stage,
                round,
                match.group(),
                match.home(),
                match.away(),
                Instant.parse("2031-01-01T15:00:00Z").plus(day, ChronoUnit.DAYS),
                match.phase(),
                match.stale(),
                match.score(),
                match.shootout(),
                match.result(),
                match.overtime(),
                match.homeFairPlay(),
                match.awayFairPlay());
    }

    /** Parses matches of a stage and a round, on successive days from the given one. */
    public static List<Fixture> in(String stage, String round, int day, String results) {
        AtomicInteger next = new AtomicInteger(day);
        return matches(results).stream()
                .map(match -> in(stage, round, next.getAndIncrement(), match))
                .toList();
    }

    /** Parses matches in another phase. */
    public static List<Fixture> in(Phase phase, String results) {
        return matches(results).stream().map(match -> in(phase, match)).toList();
    }

    /** The match with fair-play points. */
    public static Fixture conduct(int home, int away, Fixture match) {
        return new Fixture(
                match.match(),
                match.stage(),
                match.round(),
                match.group(),
                match.home(),
                match.away(),
                match.kickOff(),
                match.phase(),
                match.stale(),
                match.score(),
                match.shootout(),
                match.result(),
                match.overtime(),
                home,
                away);
    }

    /** Concatenates the lists. */
    @SafeVarargs
    public static List<Fixture> concat(List<Fixture>... matches) {
        List<Fixture> all = new ArrayList<>();
        for (List<Fixture> some : matches) {
            all.addAll(some);
        }
        return all;
    }

    /** Writes the tables, one row a line, each below the name of its group if it has one. */
    public static String text(Standings standings) {
        StringBuilder text = new StringBuilder();
        for (Standings.Group group : standings.groups()) {
            if (group.name() != null) {
                text.append(group.name()).append('\n');
            }
            group.rows().forEach(row -> text.append(row(row)).append('\n'));
        }
        return text.toString();
    }

    private static String row(Standings.Row row) {
        TeamRecord record = row.record();
        return "%d %s %d %d %d %d %d-%d %d%s"
                .formatted(
                        row.position(),
                        record.team(),
                        record.played(),
                        record.won(),
                        record.drawn(),
                        record.lost(),
                        record.goalsFor(),
                        record.goalsAgainst(),
                        row.points(),
                        row.separatedBy() == null
                                ? ""
                                : " [" + row.separatedBy().code() + "]");
    }

    /** The teams of the first table in order; {@code =} precedes a team that shares the position of the one before. */
    public static String order(Standings standings) {
        StringBuilder order = new StringBuilder();
        int before = 0;
        for (Standings.Row row : standings.groups().get(0).rows()) {
            order.append(before == 0 ? "" : before == row.position() ? " = " : ", ")
                    .append(row.record().team());
            before = row.position();
        }
        return order.toString();
    }
}
