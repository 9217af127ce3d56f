package dev.touchline.statistics.tombstone;

import dev.touchline.codec.LogEntryJson;
import dev.touchline.database.Sql;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.MatchReport;
import dev.touchline.event.Report;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The remains of deleted matches and competitions, within one transaction. A repeated report of a deleted match has no
 * effect, and any other is late.
 */
public record TombstoneTable(Sql sql) {

    /**
     * The reports that are not among the deleted ones.
     *
     * @param reports of matches that are deleted and locked
     */
    public List<LateReport> late(List<MatchReport> reports) throws SQLException {
        List<LateReport> late = new ArrayList<>();
        // Between the deletion of a match and the removal of its reports, the hashes are null and the log has the
        // reports.
        sql.query(
                """
                SELECT r.number, tombstone.competition, match.deleted_at
                FROM (SELECT *, report_hash(source, id, revision, content) AS hash
                      FROM unnest(?::integer[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[])
                           AS reported (number, match, source, id, revision, content)) AS r
                JOIN match ON match.id = r.match
                LEFT JOIN tombstone ON tombstone.match = r.match
                WHERE NOT contains_report(tombstone.reports, r.hash)
                  AND NOT EXISTS (
                      SELECT FROM event
                      WHERE event.match = r.match AND event.source = r.source AND event.id = r.id
                        AND event.revision = r.revision AND event.content::text = r.content)
                ORDER BY r.number
                """,
                row -> late.add(late(
                        reports,
                        row,
                        "the match was deleted at %s with the competition %s, and this report is not among its reports"
                                .formatted(Sql.instant(row, "deleted_at"), row.getString("competition")))),
                numbers(reports),
                sql.array("text", reports, MatchReport::match),
                sql.array("text", reports, report -> report.incident().source()),
                sql.array("text", reports, report -> report.incident().id()),
                sql.array("bigint", reports, MatchReport::revision),
                sql.array("text", reports, LogEntryJson::write));
        return late;
    }

    /**
     * Definitions of deleted competitions that do not count.
     *
     * @param repeats the definitions without effect: they were deleted with the competition
     * @param late other definitions that were received before the deletion, or while the competition is being restored
     */
    public record DeletedDefinitions(Set<CompetitionDefinition> repeats, List<LateReport> late) {

        /** Whether the definition counts: it is of no deleted competition, or defines a new one in its place. */
        public boolean permit(CompetitionDefinition definition) {
            return !repeats.contains(definition) && late.stream().noneMatch(one -> one.report() == definition);
        }
    }

    /** The definitions that do not count because their competitions are deleted. The competitions must be locked. */
    public DeletedDefinitions deleted(List<CompetitionDefinition> definitions) throws SQLException {
        Set<CompetitionDefinition> repeats = new HashSet<>();
        List<LateReport> late = new ArrayList<>();
        sql.query(
                """
                SELECT r.number, deleted.id, deleted.deleted_at, deleted.state,
                       sha256(convert_to(r.content, 'UTF8')) = ANY (deleted.definitions) AS repeated
                FROM unnest(?::integer[], ?::text[], ?::text[]) AS r (number, id, content)
                JOIN deleted_competition AS deleted ON deleted.id = r.id
                ORDER BY r.number
                """,
                row -> {
                    CompetitionDefinition definition = definitions.get(row.getInt("number"));
                    Instant deletedAt = Sql.instant(row, "deleted_at");
                    boolean restoring = row.getString("state").equals("restoring");
                    if (row.getBoolean("repeated")) {
                        repeats.add(definition);
                    } else if (restoring || !definition.receivedAt().isAfter(deletedAt)) {
                        String reason = restoring
                                ? "the competition %s is being restored".formatted(row.getString("id"))
                                : "the competition %s was deleted at %s, after this definition was received"
                                        .formatted(row.getString("id"), deletedAt);
                        late.add(late(definitions, row, reason));
                    }
                },
                numbers(definitions),
                sql.array("text", definitions, CompetitionDefinition::competition),
                sql.array("text", definitions, LogEntryJson::write));
        return new DeletedDefinitions(repeats, late);
    }

    private static LateReport late(List<? extends Report> reports, ResultSet row, String reason) throws SQLException {
        return new LateReport(reports.get(row.getInt("number")), reason);
    }

    private Object numbers(List<?> reports) throws SQLException {
        return sql.array("integer", IntStream.range(0, reports.size()).boxed().toList(), number -> number);
    }
}
