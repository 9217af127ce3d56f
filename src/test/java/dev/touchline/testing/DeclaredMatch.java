package dev.touchline.testing;

import dev.touchline.database.Sql;
import dev.touchline.database.Transactions;
import dev.touchline.event.Handover;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;

/** A match in progress with declared reporters, as the rows that the statistics role stores. */
public final class DeclaredMatch {

    private final Transactions transactions;
    private final String id;

    private DeclaredMatch(Transactions transactions, String id) {
        this.transactions = transactions;
        this.id = id;
    }

    /** Kicks a match off and declares its reporters, highest first. */
    public static DeclaredMatch kickOff(Transactions transactions, String... reporters) throws SQLException {
        String id = UniqueIds.match();
        Api.accept(EventBody.of(id, "kick-off"));
        Api.awaitSeq(id, 1);
        return new DeclaredMatch(transactions, id).declare(reporters);
    }

    /** Declares the reporters of the match, highest first. */
    public DeclaredMatch declare(String... reporters) throws SQLException {
        transactions.run(sql -> sql.execute(
                "UPDATE match SET declaration = ?::json, weighed = true WHERE id = ?", Api.text(reporters), id));
        return this;
    }

    public String id() {
        return id;
    }

    /** Sets when sources were last heard from. */
    public DeclaredMatch heard(Instant at, String... sources) throws SQLException {
        transactions.run(sql -> {
            for (String source : sources) {
                sql.execute("""
                        INSERT INTO reporter (match, source, first_heard, last_heard) VALUES (?, ?, ?, ?)
                        ON CONFLICT (match, source) DO UPDATE SET last_heard = excluded.last_heard
                        """, id, source, Sql.timestamp(at), Sql.timestamp(at));
            }
            return null;
        });
        return this;
    }

    /** Adds a statement to the log. */
    public DeclaredMatch logged(String source, String incident, String type, String content, Instant at)
            throws SQLException {
        transactions.run(sql -> sql.execute(
                """
                INSERT INTO event (source, id, revision, match, type, content, received_at, stored_at)
                VALUES (?, ?, ?, ?, ?, ?::json, ?, ?)
                """,
                source,
                incident,
                at.toEpochMilli() * 1_000,
                id,
                type,
                content,
                Sql.timestamp(at),
                Sql.timestamp(at)));
        return this;
    }

    /** Adds a handover to the log. */
    public DeclaredMatch logged(Handover handover) throws SQLException {
        String content = Api.text(Map.of(
                "from",
                handover.from(),
                "to",
                handover.to(),
                "since",
                handover.since().toString()));
        return logged(
                Handover.SOURCE, handover.incident().id(), Handover.TYPE.toString(), content, handover.receivedAt());
    }

    /** Adds a discrepancy. */
    public DeclaredMatch differs(String discrepancy, String kind, Instant since, String... incidents)
            throws SQLException {
        String content = "{\"incidents\":" + Arrays.toString(incidents) + "}";
        transactions.run(sql -> sql.execute("""
                INSERT INTO discrepancy (match, id, kind, group_key, content, since, change)
                VALUES (?, ?, ?, 'goal:home', ?::json, ?, nextval('discrepancy_change'))
                """, id, discrepancy, kind, content, Sql.timestamp(since)));
        return this;
    }
}
