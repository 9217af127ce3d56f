package dev.touchline.statistics.figure;

import dev.touchline.database.Sql;
import dev.touchline.event.Side;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.match.tally.MatchTally.Player;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The figures of players, one row for each figure that is not zero, within one transaction that locks the matches. */
public record PlayerFigureTable(Sql sql) {

    /** The figures that a rebuild computes from the log; a temporary table, which is empty at the end. */
    private static final String FOLDED = "folded_player_figure";

    private static final String STORED = "player_figure";
    private static final int FETCH_SIZE = 100;
    /** The column {@code side} of a player without a team. */
    private static final int NO_SIDE = 2;

    private record Change(String match, Player player, String figure, int by) {}

    /** Receives a figure that differs. */
    public interface DifferenceReader {
        /**
         * Called for each figure whose stored and folded counts differ; a missing count is null.
         *
         * @param figure with the team and the name of the player
         */
        void differ(String figure, Integer stored, Integer folded) throws SQLException;
    }

    /** The statements that add the figures that the tallies have collected, which forget them. */
    public List<Sql.Statement> add(Map<String, MatchTally> tallies) throws SQLException {
        return add(STORED, tallies);
    }

    private List<Sql.Statement> add(String table, Map<String, MatchTally> tallies) throws SQLException {
        List<Change> changes = new ArrayList<>();
        tallies.forEach((match, tally) -> tally.takePlayers()
                .forEach((player, figures) ->
                        figures.forEach((figure, by) -> changes.add(new Change(match, player, figure, by)))));
        List<Change> decreases =
                changes.stream().filter(change -> change.by() < 0).toList();
        List<Sql.Statement> statements = new ArrayList<>();
        if (!changes.isEmpty()) {
            statements.add(Sql.Statement.of(
                    """
                    INSERT INTO %1$s (match, player, side, figure, count)
                    SELECT * FROM unnest(?::text[], ?::text[], ?::integer[], ?::text[], ?::integer[])
                    ON CONFLICT (match, player, side, figure)
                    DO UPDATE SET count = %1$s.count + excluded.count
                    """.formatted(table), columns(changes, sql.array("integer", changes, Change::by))));
        }
        if (!decreases.isEmpty()) {
            statements.add(Sql.Statement.of("""
                    DELETE FROM %1$s USING unnest(?::text[], ?::text[], ?::integer[], ?::text[])
                        AS r (match, player, side, figure)
                    WHERE %1$s.match = r.match AND %1$s.player = r.player AND %1$s.side = r.side
                      AND %1$s.figure = r.figure AND %1$s.count = 0
                    """.formatted(table), columns(decreases)));
        }
        return statements;
    }

    private Object[] columns(Collection<Change> changes, Object... others) throws SQLException {
        List<Object> columns = new ArrayList<>(List.of(
                sql.array("text", changes, Change::match),
                sql.array("text", changes, change -> change.player().name()),
                sql.array("integer", changes, change -> side(change.player().team())),
                sql.array("text", changes, Change::figure)));
        columns.addAll(List.of(others));
        return columns.toArray();
    }

    private static int side(Side team) {
        return team == null ? NO_SIDE : team.ordinal();
    }

    /** Deletes the rows of matches. */
    public void delete(Collection<String> matches) throws SQLException {
        sql.execute("DELETE FROM player_figure WHERE match = ANY (?)", sql.array("text", matches.toArray()));
    }

    /** Prepares a fold, whose figures need not fit into memory. */
    public void beginFold() throws SQLException {
        sql.execute("CREATE TEMPORARY TABLE IF NOT EXISTS %s (LIKE %s INCLUDING ALL) ON COMMIT DELETE ROWS"
                .formatted(FOLDED, STORED));
    }

    /** Adds the figures that a fold has collected, and which the tally forgets. */
    public void addFolded(String match, MatchTally tally) throws SQLException {
        List<Sql.Statement> statements = add(FOLDED, Map.of(match, tally));
        if (!statements.isEmpty()) {
            sql.run(statements);
        }
    }

    /** Compares the stored figures of a match with the folded ones. */
    public void compare(String match, DifferenceReader reader) throws SQLException {
        sql.stream(
                """
                SELECT player, side, figure, stored.count AS stored, folded.count AS folded
                FROM (SELECT * FROM player_figure WHERE match = ?) AS stored
                FULL JOIN (SELECT * FROM folded_player_figure WHERE match = ?) AS folded USING (player, side, figure)
                WHERE coalesce(stored.count, 0) <> coalesce(folded.count, 0)
                ORDER BY player, side, figure
                """,
                FETCH_SIZE,
                row -> {
                    int side = row.getInt("side");
                    String team = side == NO_SIDE ? "" : Side.values()[side].code() + " ";
                    reader.differ(
                            team + row.getString("player") + " " + row.getString("figure"),
                            row.getObject("stored", Integer.class),
                            row.getObject("folded", Integer.class));
                },
                match,
                match);
    }

    /** Replaces the stored figures of a match by the folded ones. */
    public void replaceByFolded(String match) throws SQLException {
        delete(List.of(match));
        sql.execute("INSERT INTO player_figure SELECT * FROM folded_player_figure WHERE match = ?", match);
    }
}
