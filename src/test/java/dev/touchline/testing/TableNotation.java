package dev.touchline.testing;

import dev.touchline.competition.Fixture;
import dev.touchline.competition.Standings;
import dev.touchline.competition.TeamRecord;
import dev.touchline.event.Phase;
import dev.touchline.match.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Matches and tables as people jot them down. A finished match is {@code Alder 2-1 Birch}; {@code ot} behind it says
 * that it went to overtime, {@code so 4-3} how its shoot-out ended. A row of a table is the position, the team,
 * matches played, won, drawn and lost, goals, points, and in brackets what separated it from who is level on points.
 */
public final class TableNotation {

    private static final Pattern RESULT = Pattern.compile("(.+?) (\\d+)-(\\d+) (.+?)( ot)?(?: so (\\d+)-(\\d+))?");

    private TableNotation() {}

    /** The matches, one a line or with a comma between them, of no group. */
    public static List<Fixture> matches(String results) {
        return matches(null, results);
    }

    /** The matches of the group, one a line or with a comma between them. */
    public static List<Fixture> matches(String group, String results) {
        return results.strip()
                .lines()
                .flatMap(line -> List.of(line.split(",")).stream())
                .map(String::strip)
                .filter(result -> !result.isEmpty())
                .map(result -> match(group, result))
                .toList();
    }

    /** One match of no group. */
    public static Fixture match(String result) {
        return match(null, result);
    }

    private static Fixture match(String group, String result) {
        Matcher parts = RESULT.matcher(result);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a result: " + result);
        }
        return new Fixture(
                group,
                parts.group(1),
                parts.group(4),
                Phase.FINISHED,
                score(parts.group(2), parts.group(3)),
                parts.group(6) == null ? null : score(parts.group(6), parts.group(7)),
                parts.group(5) != null,
                0,
                0);
    }

    private static Score score(String home, String away) {
        return new Score(Integer.parseInt(home), Integer.parseInt(away));
    }

    /** The match in another phase. */
    public static Fixture in(Phase phase, Fixture match) {
        return new Fixture(
                match.group(),
                match.home(),
                match.away(),
                phase,
                match.score(),
                match.shootout(),
                match.overtime(),
                match.homeFairPlay(),
                match.awayFairPlay());
    }

    /** The matches in another phase. */
    public static List<Fixture> in(Phase phase, String results) {
        return matches(results).stream().map(match -> in(phase, match)).toList();
    }

    /** The match with fair-play points. */
    public static Fixture conduct(int home, int away, Fixture match) {
        return new Fixture(
                match.group(),
                match.home(),
                match.away(),
                match.phase(),
                match.score(),
                match.shootout(),
                match.overtime(),
                home,
                away);
    }

    /** All of the matches. */
    @SafeVarargs
    public static List<Fixture> together(List<Fixture>... matches) {
        List<Fixture> all = new ArrayList<>();
        for (List<Fixture> some : matches) {
            all.addAll(some);
        }
        return all;
    }

    /** The tables, one row a line, each below the name of its group if it has one. */
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

    /** The teams of the first table, best first; {@code =} before those that share the place of the one before. */
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
