package dev.touchline.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.Event;
import dev.touchline.event.SportCatalogue;
import dev.touchline.format.EventJson;
import dev.touchline.format.LogEntry;
import dev.touchline.format.TallyJson;
import dev.touchline.format.UpdateJson;
import dev.touchline.match.MatchTally;
import dev.touchline.match.Telling;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads matches, timelines and missed updates from the database. Every method blocks. */
@ApplicationScoped
public class MatchReader {

    private static final String LAST = "infinity";
    private static final String COLUMNS = """
            id, sport, competition, stage, group_name, home, away, kick_off, venue, phase, period, minute, stoppage,
            home_score, away_score, home_shootout, away_shootout, winner, seq, updated_at
            """;

    private final Instance<AgroalDataSource> database;
    private final SportCatalogue catalogue;

    MatchReader(Instance<AgroalDataSource> database, SportCatalogue catalogue) {
        this.database = database;
        this.catalogue = catalogue;
    }

    /** The database could not be read. */
    public static final class ReadException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReadException(SQLException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** Which matches to list; null means any. */
    public record Filter(Boolean live, String competition, LocalDate date) {}

    /** One line of a match's timeline. */
    public record Line(ObjectNode shown, String position) {}

    /** A match's figures. */
    public record Figures(long seq, MatchTally tally) {}

    /** The match, if anything is known of it. */
    public Optional<MatchView> match(String id) {
        return query("SELECT " + COLUMNS + " FROM match WHERE id = ? AND seq > 0", MatchReader::view, id).stream()
                .findFirst();
    }

    /** Matches in the order of their kick-off. */
    public Page<MatchView> matches(Filter filter, int limit, String cursor) {
        List<Object> parameters = new ArrayList<>();
        StringBuilder where = new StringBuilder("seq > 0");
        if (filter.live() != null) {
            where.append(filter.live() ? " AND phase IN " : " AND phase NOT IN ")
                    .append("('live', 'break', 'shootout', 'suspended')");
        }
        if (filter.competition() != null) {
            where.append(" AND competition = ?");
            parameters.add(filter.competition());
        }
        if (filter.date() != null) {
            where.append(" AND kick_off >= ? AND kick_off < ?");
            parameters.add(filter.date().atStartOfDay().atOffset(ZoneOffset.UTC));
            parameters.add(filter.date().plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC));
        }
        String[] after = Page.decode(cursor, 2);
        if (after != null && EventJson.wrongWithId(after[1]) != null) {
            throw Page.badCursor();
        }
        if (after != null) {
            where.append(" AND (coalesce(kick_off, 'infinity'), id) > (?::timestamptz, ?)");
            parameters.add(checkedInstant(after[0]));
            parameters.add(after[1]);
        }
        parameters.add(limit + 1);
        String sql = "SELECT " + COLUMNS + " FROM match WHERE " + where
                + " ORDER BY coalesce(kick_off, 'infinity'), id LIMIT ?";
        return Page.of(
                query(sql, MatchReader::view, parameters.toArray()),
                limit,
                match -> Page.position(match.kickOff() == null ? LAST : match.kickOff(), match.id()));
    }

    private static String checkedInstant(String text) {
        if (!text.equals(LAST)) {
            try {
                int year = OffsetDateTime.parse(text).getYear();
                if (year < 0 || year > 9999) {
                    throw Page.badCursor();
                }
            } catch (DateTimeParseException e) {
                throw Page.badCursor();
            }
        }
        return text;
    }

    /** What happened in a match, in the order of the match clock: the highest revision of each incident. */
    public Page<Line> timeline(String match, int limit, String cursor) {
        String[] after = Page.decode(cursor, 4);
        List<Object> parameters = new ArrayList<>(List.of(match));
        if (after != null) {
            for (String part : after) {
                try {
                    parameters.add(Long.valueOf(part));
                } catch (NumberFormatException e) {
                    throw Page.badCursor();
                }
            }
        }
        parameters.add(limit + 1);
        String sql = """
                SELECT content, received_at, seq, period_order, minute, stoppage
                FROM incident WHERE match = ? %s
                ORDER BY period_order, minute, stoppage, seq LIMIT ?
                """.formatted(after == null ? "" : "AND (period_order, minute, stoppage, seq) > (?, ?, ?, ?)");
        return Page.of(query(sql, this::line, parameters.toArray()), limit, Line::position);
    }

    private Line line(ResultSet row) throws SQLException {
        Event event = LogEntry.event(
                row.getString("content"),
                row.getObject("received_at", OffsetDateTime.class).toInstant(),
                catalogue);
        ObjectNode shown = UpdateJson.shown(event);
        shown.put("seq", row.getLong("seq"));
        shown.put("text", Telling.inTimeline(event, catalogue.kind(event.type())));
        return new Line(
                shown,
                Page.position(
                        row.getLong("period_order"),
                        row.getLong("minute"),
                        row.getLong("stoppage"),
                        row.getLong("seq")));
    }

    /** The match's figures, if anything is known of it. */
    public Optional<Figures> figures(String match) {
        return query(
                        "SELECT seq, tally FROM match WHERE id = ? AND seq > 0",
                        row -> {
                            String tally = row.getString("tally");
                            return new Figures(
                                    row.getLong("seq"), tally == null ? new MatchTally() : TallyJson.read(tally));
                        },
                        match)
                .stream()
                .findFirst();
    }

    /** At most {@code limit} updates of the match past {@code seq}, in their order. */
    public List<UpdateJson.Written> updatesAfter(String match, long seq, int limit) {
        return query(
                "SELECT match, seq, update FROM event WHERE match = ? AND seq > ? ORDER BY seq LIMIT ?",
                row -> new UpdateJson.Written(row.getString("match"), row.getLong("seq"), row.getString("update")),
                match,
                seq,
                limit);
    }

    /** The number of the last change of each of the matches; nothing for one that is unknown. */
    public Map<String, Long> lastChanges(Collection<String> matches) {
        Map<String, Long> seqs = new HashMap<>();
        query(
                        "SELECT id, seq FROM match WHERE id = ANY (?)",
                        row -> Map.entry(row.getString("id"), row.getLong("seq")),
                        (Object) matches.toArray(String[]::new))
                .forEach(entry -> seqs.put(entry.getKey(), entry.getValue()));
        return seqs;
    }

    @FunctionalInterface
    private interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private <T> List<T> query(String sql, RowMapper<T> mapper, Object... parameters) {
        try (Connection connection = database.get().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<T> items = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    items.add(mapper.map(rows));
                }
            }
            return items;
        } catch (SQLException e) {
            throw new ReadException(e);
        }
    }

    private static MatchView view(ResultSet row) throws SQLException {
        OffsetDateTime kickOff = row.getObject("kick_off", OffsetDateTime.class);
        Integer homeShootout = row.getObject("home_shootout", Integer.class);
        return new MatchView(
                row.getString("id"),
                row.getString("sport"),
                row.getString("competition"),
                row.getString("stage"),
                row.getString("group_name"),
                row.getString("home"),
                row.getString("away"),
                kickOff == null ? null : kickOff.toInstant(),
                row.getString("venue"),
                row.getString("phase"),
                new MatchView.Clock(
                        row.getString("period"),
                        row.getObject("minute", Integer.class),
                        row.getObject("stoppage", Integer.class)),
                new MatchView.Score(row.getInt("home_score"), row.getInt("away_score")),
                homeShootout == null ? null : new MatchView.Score(homeShootout, row.getInt("away_shootout")),
                row.getString("winner"),
                row.getLong("seq"),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
