package dev.touchline.statistics;

import dev.touchline.database.Sql;
import dev.touchline.event.Announcement;
import dev.touchline.event.MatchClock;
import dev.touchline.format.TallyJson;
import dev.touchline.match.MatchState;
import dev.touchline.match.MatchTally;
import dev.touchline.match.Score;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A match as a row of its table. */
final class MatchRow {

    private MatchRow() {}

    /** The announcement that stands, or null. */
    static Announcement announcement(ResultSet row) throws SQLException {
        long revision = row.getLong("announced_revision");
        if (row.wasNull()) {
            return null;
        }
        return new Announcement(
                row.getString("id"),
                revision,
                row.getString("sport"),
                row.getString("competition"),
                row.getString("stage"),
                row.getString("group_name"),
                row.getString("home"),
                row.getString("away"),
                Sql.instant(row, "kick_off"),
                row.getString("venue"),
                Sql.instant(row, "announced_at"));
    }

    /**
     * What a match has come to, by column.
     *
     * @param basis what its tally rests on
     */
    static Map<String, Object> columns(MatchState match, String basis) {
        Announcement announced = match.announcement();
        boolean known = announced != null;
        MatchTally tally = match.tally();
        MatchClock clock = tally.clock();
        Score shootout = tally.shootout();
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("sport", known ? announced.sport() : null);
        columns.put("announced_revision", known ? announced.revision() : null);
        columns.put("announced_at", known ? Sql.time(announced.receivedAt()) : null);
        columns.put("competition", known ? announced.competition() : null);
        columns.put("stage", known ? announced.stage() : null);
        columns.put("group_name", known ? announced.group() : null);
        columns.put("home", known ? announced.home() : null);
        columns.put("away", known ? announced.away() : null);
        columns.put("kick_off", known && announced.kickOff() != null ? Sql.time(announced.kickOff()) : null);
        columns.put("venue", known ? announced.venue() : null);
        columns.put("phase", tally.phase().code());
        columns.put("period", clock.period());
        columns.put("minute", clock.minute());
        columns.put("stoppage", clock.minute() == null ? null : clock.stoppage());
        columns.put("home_score", tally.score().home());
        columns.put("away_score", tally.score().away());
        columns.put("home_shootout", shootout == null ? null : shootout.home());
        columns.put("away_shootout", shootout == null ? null : shootout.away());
        columns.put("winner", tally.winner() == null ? null : tally.winner().code());
        columns.put("tally", TallyJson.write(tally));
        columns.put("basis", basis);
        columns.put("seq", match.seq());
        return columns;
    }
}
