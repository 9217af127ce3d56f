package dev.touchline.statistics.archive;

import dev.touchline.database.Sql;
import dev.touchline.statistics.competition.CompetitionTable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The statements of a deletion, each method within one transaction.
 *
 * <p>A deletion first hides all matches, in one transaction: from then on readers see none of them, and they take no
 * reports. Then it removes the reports match by match. A deletion that was interrupted goes on where it stopped.
 */
record Deletion(Sql sql) {

    /** Maximum matches that a message names. */
    private static final int MAX_NAMED = 10;

    /** The state of a deleted competition. */
    enum State {
        DELETING,
        DELETED,
        RESTORING;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static State of(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    /** A deleted competition. */
    record Deleted(State state, Instant at) {}

    /** The deletion of a competition, if it was deleted. */
    Optional<Deleted> find(String competition) throws SQLException {
        return sql.first(
                "SELECT state, deleted_at FROM deleted_competition WHERE id = ?",
                row -> new Deleted(State.of(row.getString("state")), Sql.instant(row, "deleted_at")),
                competition);
    }

    /** Throws RefusedException unless the competition is in that state; it stays so until the end of the transaction. */
    void require(String competition, State state) throws SQLException {
        Optional<String> found = sql.first(
                "SELECT state FROM deleted_competition WHERE id = ? FOR SHARE",
                row -> row.getString("state"),
                competition);
        if (!found.equals(Optional.of(state.code()))) {
            throw new RefusedException(
                    "Another command has changed the competition %s meanwhile: it is %s and no longer %s."
                            .formatted(competition, found.orElse("not deleted"), state.code()));
        }
    }

    /** Throws RefusedException if a match of the competition is not over; the message names the first ones. */
    void requireOver(String competition) throws SQLException {
        long[] number = {0};
        List<String> open = sql.list(
                """
                SELECT id, phase, count(*) OVER () AS number FROM match
                WHERE competition = ? AND phase NOT IN ('finished', 'abandoned', 'cancelled')
                ORDER BY coalesce(kick_off, 'infinity'::timestamptz), id LIMIT ?
                """,
                row -> {
                    number[0] = row.getLong("number");
                    return row.getString("id") + " is " + row.getString("phase");
                },
                competition,
                MAX_NAMED);
        if (!open.isEmpty()) {
            String more = number[0] > open.size() ? " and " + (number[0] - open.size()) + " more" : "";
            throw new RefusedException(
                    "The competition %s is not finished: %s%s. Use --even-if-unfinished if they will not be played."
                            .formatted(competition, String.join(", ", open), more));
        }
    }

    /**
     * Hides a competition with its definitions and matches.
     *
     * @param verified the version that the archive has; null without an archive
     * @param archive id of the archive, or null
     * @param evenIfUnfinished whether matches may be not over
     * @throws RefusedException if the competition has changed since, or if updates of its matches are still to be sent
     */
    void hide(String competition, CompetitionVersion verified, String archive, boolean evenIfUnfinished)
            throws SQLException {
        // Matches before competitions: a transaction that stores reports locks them in this order.
        CompetitionVersion locked = CompetitionVersion.lock(competition, sql);
        new CompetitionTable(sql).lock(competition);
        // Read again under both locks.
        CompetitionVersion current = CompetitionVersion.read(competition, sql);
        if (verified != null && !current.equals(verified) || !current.matches().equals(locked.matches())) {
            throw new RefusedException(
                    "The competition %s has changed meanwhile%s. Repeat the command, with a new archive."
                            .formatted(competition, firstChange(verified == null ? locked : verified, current)));
        }
        if (!evenIfUnfinished) {
            requireOver(competition);
        }
        requireSent(competition, current);
        sql.execute(
                "INSERT INTO tombstone (match, competition, archive) SELECT id, competition, ?::text FROM match WHERE competition = ?",
                archive,
                competition);
        sql.execute("""
                INSERT INTO deleted_competition AS known (id, deleted_at, state, definitions)
                SELECT ?, clock_timestamp(), ?, coalesce(array_agg(DISTINCT sha256(convert_to(content::text, 'UTF8'))), '{}')
                FROM competition WHERE id = ?
                ON CONFLICT (id) DO UPDATE
                SET deleted_at = excluded.deleted_at, state = excluded.state,
                    definitions = known.definitions || excluded.definitions
                """, competition, State.DELETING.code(), competition);
        sql.execute("DELETE FROM competition WHERE id = ?", competition);
        sql.execute("DELETE FROM recount WHERE competition = ?", competition);
        sql.execute("""
                UPDATE match SET deleted_at = (SELECT deleted_at FROM deleted_competition WHERE id = ?), competition = NULL
                WHERE competition = ?
                """, competition, competition);
        count(sql);
    }

    private static String firstChange(CompetitionVersion before, CompetitionVersion after) {
        for (Map.Entry<String, String> match : after.matches().entrySet()) {
            if (!Objects.equals(before.matches().get(match.getKey()), match.getValue())) {
                return ", first the match " + match.getKey();
            }
        }
        return "";
    }

    /** Counts a deletion or a restore, so that processes notice it. */
    static void count(Sql sql) throws SQLException {
        sql.execute("UPDATE deletion SET number = number + 1");
    }

    // Without its log entry, an update can be sent to nobody.
    private void requireSent(String competition, CompetitionVersion version) throws SQLException {
        Optional<String> waiting = sql.first(
                """
                SELECT subscription, match, count(*) OVER () AS number FROM delivery
                WHERE state = 'waiting' AND match = ANY (?) ORDER BY id LIMIT 1
                """,
                row ->
                        "%d deliveries of its matches wait for their receivers, the first to the subscription %s. Wait until"
                                        .formatted(row.getLong("number"), row.getString("subscription"))
                                + " they are delivered or have failed, or disable the subscription.",
                sql.array("text", version.matches().keySet().toArray()));
        Optional<String> behind = sql.first(
                """
                SELECT name FROM feed_consumer
                WHERE position > 0 AND position < (
                    SELECT max(event.position) FROM match
                    JOIN event ON event.match = match.id AND event.seq = match.seq
                    WHERE match.competition = ?)
                """,
                row ->
                        "the consumer %s of the feed has not processed all updates of its matches. Run the role notification."
                                .formatted(row.getString("name")),
                competition);
        if (waiting.or(() -> behind).isPresent()) {
            throw new RefusedException("The competition %s is not deleted: %s"
                    .formatted(competition, waiting.or(() -> behind).get()));
        }
    }

    /** Goes on with the deletion of a competition that was not restored completely. */
    void abandonRestore(String competition) throws SQLException {
        sql.execute(
                "UPDATE deleted_competition SET state = ? WHERE id = ? AND state = ?",
                State.DELETING.code(),
                competition,
                State.RESTORING.code());
    }

    /** The hidden matches of a competition whose reports are not removed. */
    List<String> hidden(String competition) throws SQLException {
        return sql.list("""
                SELECT match FROM tombstone
                WHERE competition = ? AND (reports IS NULL OR EXISTS (SELECT FROM event WHERE event.match = tombstone.match))
                ORDER BY match
                """, row -> row.getString("match"), competition);
    }

    /** Removes the reports of a hidden match, and keeps their hashes; returns the number of reports. */
    long remove(String competition, String match) throws SQLException {
        require(competition, State.DELETING);
        lockHidden(match);
        sql.execute("""
                UPDATE tombstone SET reports = coalesce((
                    SELECT string_agg(hash, ''::bytea ORDER BY hash)
                    FROM (SELECT DISTINCT substr(report_hash(source, id, revision, content::text), 1, 8) AS hash
                          FROM event WHERE match = ?) AS hashes), ''::bytea)
                WHERE match = ? AND reports IS NULL
                """, match, match);
        return clear(match);
    }

    /**
     * Locks a match.
     *
     * @return its sport
     * @throws RefusedException if the match is not deleted
     */
    String lockHidden(String match) throws SQLException {
        return sql.first(
                        "SELECT sport FROM match WHERE id = ? AND deleted_at IS NOT NULL FOR UPDATE",
                        row -> row.getString("sport"),
                        match)
                .orElseThrow(() -> new RefusedException("The match %s is not deleted.".formatted(match)));
    }

    /** Removes all of a hidden match but its tombstone; returns the number of reports. */
    long clear(String match) throws SQLException {
        long reports = sql.execute("DELETE FROM event WHERE match = ?", match);
        sql.execute("DELETE FROM incident WHERE match = ?", match);
        sql.execute("DELETE FROM player_figure WHERE match = ?", match);
        sql.execute("DELETE FROM conflict WHERE match = ?", match);
        sql.execute("DELETE FROM reporter WHERE match = ?", match);
        sql.execute("DELETE FROM discrepancy WHERE match = ?", match);
        // A new row has the defaults of all other columns.
        List<Object[]> rest = sql.list(
                "DELETE FROM match WHERE id = ? RETURNING id, sport, deleted_at",
                row -> new Object[] {
                    row.getString("id"), row.getString("sport"), Sql.timestamp(Sql.instant(row, "deleted_at"))
                },
                match);
        sql.executeBatch("INSERT INTO match (id, sport, deleted_at) VALUES (?, ?, ?)", rest);
        return reports;
    }

    /** Ends a deletion. */
    void finish(String competition) throws SQLException {
        require(competition, State.DELETING);
        sql.execute("UPDATE deleted_competition SET state = ? WHERE id = ?", State.DELETED.code(), competition);
    }
}
