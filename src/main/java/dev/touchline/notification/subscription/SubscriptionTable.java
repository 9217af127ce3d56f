package dev.touchline.notification.subscription;

import dev.touchline.database.Sql;
import dev.touchline.database.Transactions;
import dev.touchline.json.Json;
import dev.touchline.notification.delivery.DeliveryTables;
import dev.touchline.notification.subscription.SubscriptionJson.SubscriptionPatch;
import dev.touchline.notification.webhook.SecretCipher;
import dev.touchline.notification.webhook.Signature;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The tables of subscriptions and secrets. Methods with an owner see only that owner's rows. All methods block. */
@ApplicationScoped
class SubscriptionTable {

    /** The first number of the advisory locks; with a single number, they could be taken for those of positions. */
    private static final int LOCKS = 7_201;

    private static final String COLUMNS =
            "id, url, description, filter, max_age, created_at, failing_since, disabled_at, disabled_reason";

    private static final String SELECT_ONE = "SELECT " + COLUMNS + " FROM subscription WHERE owner = ? AND id = ?";

    private final Transactions transactions;
    private final SecretCipher cipher;

    SubscriptionTable(Transactions transactions, SecretCipher cipher) {
        this.transactions = transactions;
        this.cipher = cipher;
    }

    /** Creates a subscription and returns it with its secret; empty if the owner has {@code max} already. */
    Optional<Subscription> create(String owner, SubscriptionPatch patch, int max) throws SQLException {
        String id = "sub_" + UUID.randomUUID().toString().replace("-", "");
        String secret = Signature.newSecret();
        return transactions.run(sql -> {
            // Without the lock, two concurrent requests could exceed the maximum.
            sql.query("SELECT pg_advisory_xact_lock(?, hashtext(?))", row -> {}, LOCKS, owner);
            List<Boolean> existing = sql.list("SELECT 1 FROM subscription WHERE owner = ?", row -> true, owner);
            if (existing.size() >= max) {
                return Optional.empty();
            }
            Optional<Subscription> created = sql.first(
                    """
                    INSERT INTO subscription (id, owner, url, host, description, filter, max_age, created_at)
                    VALUES (?, ?, ?, ?, ?, ?::json, ?, now())
                    RETURNING
                    """ + COLUMNS,
                    row -> read(row, secret),
                    id,
                    owner,
                    patch.url().url(),
                    patch.url().authority(),
                    patch.description(),
                    Json.write(patch.filter() == null ? UpdateFilter.ALL : patch.filter()),
                    patch.maxAgeSeconds());
            addSecret(id, secret, sql);
            return created;
        });
    }

    /**
     * The first subscriptions by creation, after the given time and id unless they are null: at most {@code limit} and
     * {@code maxBytes} of text, but at least one.
     */
    Sql.Slice<Subscription> list(String owner, Instant afterTime, String afterId, int limit, long maxBytes)
            throws SQLException {
        OffsetDateTime after = afterTime == null ? null : Sql.timestamp(afterTime);
        return transactions.run(sql -> sql.slice(
                "SELECT " + COLUMNS + """
                 FROM subscription
                WHERE owner = ? AND (?::timestamptz IS NULL OR (created_at, id) > (?::timestamptz, ?))
                ORDER BY created_at, id
                """,
                row -> read(row, null),
                subscription -> Json.write(subscription).length(),
                limit,
                maxBytes,
                owner,
                after,
                after,
                afterId));
    }

    Optional<Subscription> find(String owner, String id) throws SQLException {
        return transactions.run(sql -> find(owner, id, sql));
    }

    /** Applies a patch; empty if there is no such subscription. */
    Optional<Subscription> change(String owner, String id, SubscriptionPatch patch) throws SQLException {
        return transactions.run(sql -> {
            Optional<Subscription> before = lock(owner, id, sql);
            if (before.isEmpty()) {
                return before;
            }
            if (patch.url() != null) {
                sql.execute(
                        "UPDATE subscription SET url = ?, host = ? WHERE id = ?",
                        patch.url().url(),
                        patch.url().authority(),
                        id);
            }
            if (patch.hasDescription()) {
                sql.execute("UPDATE subscription SET description = ? WHERE id = ?", patch.description(), id);
            }
            if (patch.filter() != null) {
                sql.execute("UPDATE subscription SET filter = ?::json WHERE id = ?", Json.write(patch.filter()), id);
            }
            if (patch.hasMaxAge()) {
                sql.execute("UPDATE subscription SET max_age = ? WHERE id = ?", patch.maxAgeSeconds(), id);
            }
            if (Boolean.FALSE.equals(patch.enabled())) {
                DeliveryTables.disable(id, "Its owner disabled it.", sql);
            } else if (Boolean.TRUE.equals(patch.enabled())) {
                sql.execute("""
                        UPDATE subscription SET disabled_at = NULL, disabled_reason = NULL, failing_since = NULL,
                            failures = 0, calls = NULL
                        WHERE id = ?
                        """, id);
            }
            return find(owner, id, sql);
        });
    }

    /** Deletes a subscription; false if there is none. */
    boolean delete(String owner, String id) throws SQLException {
        return transactions.run(sql -> sql.execute("DELETE FROM subscription WHERE owner = ? AND id = ?", owner, id))
                > 0;
    }

    /** A new secret; the previous one signs too until {@code expiresAt}. */
    record NewSecret(String secret, Instant expiresAt) {}

    /** Creates a new secret and deletes all but the previous one; empty if there is no such subscription. */
    Optional<NewSecret> rotate(String owner, String id, Duration overlap) throws SQLException {
        String secret = Signature.newSecret();
        return transactions.run(sql -> {
            if (lock(owner, id, sql).isEmpty()) {
                return Optional.empty();
            }
            sql.execute("DELETE FROM signing_secret WHERE subscription = ? AND expires_at IS NOT NULL", id);
            Optional<NewSecret> rotated = sql.first(
                    """
                    UPDATE signing_secret SET expires_at = now() + ? * interval '1 millisecond'
                    WHERE subscription = ? RETURNING expires_at
                    """, row -> new NewSecret(secret, Sql.instant(row, "expires_at")), overlap.toMillis(), id);
            addSecret(id, secret, sql);
            return rotated;
        });
    }

    /** Valid secrets, the newest first. */
    List<String> secrets(String id) throws SQLException {
        return transactions.run(sql -> sql.list("""
                SELECT secret FROM signing_secret
                WHERE subscription = ? AND (expires_at IS NULL OR expires_at > now()) ORDER BY created_at DESC
                """, row -> cipher.decrypt(id, row.getString("secret")), id));
    }

    private void addSecret(String id, String secret, Sql sql) throws SQLException {
        sql.execute(
                "INSERT INTO signing_secret (subscription, secret, created_at) VALUES (?, ?, now())",
                id,
                cipher.encrypt(id, secret));
    }

    /** Locks a subscription before its deliveries are changed; empty if there is none. */
    static Optional<Subscription> lock(String owner, String id, Sql sql) throws SQLException {
        return sql.first(SELECT_ONE + " FOR NO KEY UPDATE", row -> read(row, null), owner, id);
    }

    private static Optional<Subscription> find(String owner, String id, Sql sql) throws SQLException {
        return sql.first(SELECT_ONE, row -> read(row, null), owner, id);
    }

    private static Subscription read(ResultSet row, String secret) throws SQLException {
        Instant disabledAt = Sql.instant(row, "disabled_at");
        return new Subscription(
                row.getString("id"),
                row.getString("url"),
                row.getString("description"),
                SubscriptionJson.readFilter(row.getString("filter")),
                row.getObject("max_age", Integer.class),
                disabledAt == null,
                row.getString("disabled_reason"),
                disabledAt,
                Sql.instant(row, "created_at"),
                Sql.instant(row, "failing_since"),
                secret);
    }
}
