package dev.touchline.statistics.deadletter;

import dev.touchline.database.Sql;
import dev.touchline.database.Transactions;
import dev.touchline.json.Json;
import dev.touchline.messaging.deadletter.DeadLetter;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The table {@code dead_letter}; every method is a transaction of its own. */
@ApplicationScoped
class DeadLetterTable {

    /** Bytes of a body that are shown. */
    static final int MAX_SHOWN = 64 * 1024;

    /** Bytes of bodies in one list; a page ends early above it. */
    private static final int MAX_LIST_BYTES = 1024 * 1024;

    private static final String COLUMNS =
            "id, message_id, reason, dead_lettered_at, attempts, exchange, routing_key, content_type, size, ";
    /** Formatted with the maximum number of bytes of the body. */
    private static final String REDRIVABLE_AND_BODY =
            isRedrivable() + " AS redrivable, substring(body FROM 1 FOR %d) AS body ";

    private static final String FILTER = " WHERE exchange = coalesce(?::text, exchange)"
            + " AND routing_key = coalesce(?::text, routing_key) AND strpos(reason, coalesce(?::text, '')) > 0 ";

    private final Transactions transactions;

    DeadLetterTable(Transactions transactions) {
        this.transactions = transactions;
    }

    /** A stored dead letter; its body may be the beginning of the stored one, and it is read without its report. */
    record StoredLetter(long id, boolean redrivable, DeadLetter letter) {}

    /**
     * Selects dead letters.
     *
     * @param exchange the original exchange, or null for all
     * @param routingKey the original routing key, or null for all
     * @param reason a part of the reason, or null for all
     */
    record Filter(String exchange, String routingKey, String reason) {

        private Object[] parameters(Object... more) {
            return Stream.concat(Stream.of(exchange, routingKey, reason), Stream.of(more))
                    .toArray();
        }
    }

    /**
     * Stores a dead letter; returns false if it is a copy of a stored one, with the same message id and the same body, or a
     * repetition of its report.
     */
    boolean insert(DeadLetter letter) throws SQLException {
        return transactions.run(sql -> {
            sql.waitForStandby();
            return sql.execute(
                            """
                            INSERT INTO dead_letter (message_id, reason, dead_lettered_at, attempts, exchange,
                                                     routing_key, content_type, size, body, headers, report)
                            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?) ON CONFLICT DO NOTHING
                            """,
                            letter.messageId(),
                            letter.reason(),
                            Sql.timestamp(letter.at()),
                            letter.attempts(),
                            letter.exchange(),
                            letter.routingKey(),
                            letter.contentType(),
                            letter.size(),
                            letter.body(),
                            Json.write(letter.headers()),
                            letter.report())
                    > 0;
        });
    }

    /**
     * The selected dead letters after the id, in the order of their arrival, with the first {@value #MAX_SHOWN} bytes of
     * their bodies and without headers. After {@value #MAX_LIST_BYTES} bytes in total, bodies are null.
     */
    List<StoredLetter> list(Filter filter, long after, int limit) throws SQLException {
        return transactions.run(sql -> sql.list(
                """
                SELECT %1$s NULL AS headers, redrivable, CASE WHEN total - octet_length(body) < %2$d THEN body END AS body
                FROM (SELECT *, sum(octet_length(body)) OVER (ORDER BY id) AS total
                      FROM (SELECT %1$s %3$s FROM dead_letter %4$s AND id > ? ORDER BY id LIMIT ?) page) summed
                ORDER BY id
                """.formatted(COLUMNS, MAX_LIST_BYTES, REDRIVABLE_AND_BODY.formatted(MAX_SHOWN), FILTER),
                DeadLetterTable::read,
                filter.parameters(after, limit)));
    }

    /** One dead letter with the first bytes of its body. */
    Optional<StoredLetter> find(long id, int maxBytes) throws SQLException {
        return transactions.run(sql -> sql.first(
                "SELECT " + COLUMNS + "headers, " + REDRIVABLE_AND_BODY.formatted(maxBytes)
                        + "FROM dead_letter WHERE id = ?",
                DeadLetterTable::read,
                id));
    }

    /** Ids of the selected dead letters that can be redriven, the earliest first. */
    List<Long> redrivable(Filter filter, int limit) throws SQLException {
        return transactions.run(sql -> sql.list(
                "SELECT id FROM dead_letter" + FILTER + "AND " + isRedrivable() + " ORDER BY id LIMIT ?",
                row -> row.getLong("id"),
                filter.parameters(limit)));
    }

    /** The id of the latest dead letter, 0 if there is none. */
    long last() throws SQLException {
        return transactions.run(sql -> sql.first("SELECT coalesce(max(id), 0) FROM dead_letter", row -> row.getLong(1))
                .orElseThrow());
    }

    /** The number of selected dead letters up to an id, counted up to the limit. */
    int count(Filter filter, long last, int limit) throws SQLException {
        return transactions.run(sql -> sql.first(
                        "SELECT count(*) FROM (SELECT FROM dead_letter" + FILTER + "AND id <= ? LIMIT ?) selected",
                        row -> row.getInt(1),
                        filter.parameters(last, limit))
                .orElseThrow());
    }

    int delete(long id) throws SQLException {
        return transactions.run(sql -> sql.execute("DELETE FROM dead_letter WHERE id = ?", id));
    }

    int delete(Filter filter) throws SQLException {
        return transactions.run(sql -> sql.execute("DELETE FROM dead_letter" + FILTER, filter.parameters()));
    }

    private static String isRedrivable() {
        return "(octet_length(body) = size AND exchange IN ('%s'))"
                .formatted(String.join("', '", DeadLetter.REDRIVE_EXCHANGES));
    }

    private static StoredLetter read(ResultSet row) throws SQLException {
        String json = row.getString("headers");
        Map<String, String> headers = json == null ? null : new TreeMap<>();
        if (json != null) {
            Json.map(Json.parse(json)).forEach((name, value) -> headers.put(name, (String) value));
        }
        return new StoredLetter(
                row.getLong("id"),
                row.getBoolean("redrivable"),
                new DeadLetter(
                        row.getString("message_id"),
                        row.getString("reason"),
                        Sql.instant(row, "dead_lettered_at"),
                        row.getLong("attempts"),
                        row.getString("exchange"),
                        row.getString("routing_key"),
                        row.getString("content_type"),
                        row.getInt("size"),
                        row.getBytes("body"),
                        headers,
                        null));
    }
}
