package dev.touchline.notification;

import dev.touchline.database.Sql;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tables of deliveries. Locks are taken in one order: subscriptions by their ids, then lanes by theirs.
 *
 * <p>Deliveries of one match to one subscription form a lane. Whoever takes a lane makes its first waiting delivery's
 * next attempt and has the lane to itself for as long as the lease lasts; if it is killed, the lane is due again when
 * the lease has ended. Time is the database's, so clocks of processes do not matter.
 */
final class Deliveries {

    private static final String GO_ON =
            "UPDATE lane SET due = now(), taken = false WHERE subscription = ? AND match = ?";

    private Deliveries() {}

    /** Something to tell a subscription. */
    record Planned(String subscription, String match, long seq, long position) {}

    /** Deliveries of one match to one subscription. */
    record Lane(String subscription, String match) {}

    /**
     * An attempt that is ours to make.
     *
     * @param attempt which attempt it is, from 1, over all rounds
     * @param round which it is since the delivery was last asked for
     * @param json the update
     */
    record Attempt(
            long delivery,
            int attempt,
            int round,
            Lane lane,
            long position,
            String url,
            String host,
            String json,
            List<String> secrets) {}

    /** What came of an attempt. */
    record Result(Attempt attempt, Outcome outcome) {}

    /** Adds deliveries, unless they are there already. */
    static void plan(List<Planned> planned, Sql sql) throws SQLException {
        if (planned.isEmpty()) {
            return;
        }
        Array subscriptions = sql.array("text", planned, Planned::subscription);
        Array matches = sql.array("text", planned, Planned::match);
        sql.execute(
                """
                INSERT INTO delivery (subscription, match, seq, position, created_at)
                SELECT *, now() FROM unnest(?, ?, ?, ?)
                ON CONFLICT (subscription, position) DO NOTHING
                """,
                subscriptions,
                matches,
                sql.array("bigint", planned, Planned::seq),
                sql.array("bigint", planned, Planned::position));
        // An existing lane is locked, so that it is not put away as empty at the same time; when it is due stays.
        sql.execute("""
                INSERT INTO lane (subscription, match, due)
                SELECT DISTINCT subscription, match, now() FROM unnest(?, ?) AS planned (subscription, match)
                ORDER BY subscription, match
                ON CONFLICT (subscription, match) DO UPDATE SET due = lane.due
                """, subscriptions, matches);
    }

    /**
     * How much may be taken.
     *
     * @param most how many attempts
     * @param perSubscription how many may be under way for one subscription
     * @param busy how many are, by subscription
     * @param perHost how many may be under way to one host
     * @param busyHosts how many are, by host
     * @param lease for how long
     */
    record Allowance(
            int most,
            int perSubscription,
            Map<String, Integer> busy,
            int perHost,
            Map<String, Integer> busyHosts,
            Duration lease) {}

    /** Takes lanes that are due, the longest overdue of each subscription and of each host first. */
    static List<Attempt> take(Allowance allowance, Sql sql) throws SQLException {
        List<Map.Entry<String, Integer>> busy = List.copyOf(allowance.busy().entrySet());
        List<Map.Entry<String, Integer>> hosts =
                List.copyOf(allowance.busyHosts().entrySet());
        List<Attempt> attempts = new ArrayList<>();
        sql.query(
                """
                WITH waiting AS (
                    SELECT first.subscription, first.match, coalesce(host.calls, 0)
                        + row_number() OVER (PARTITION BY subscription.host ORDER BY first.due) AS calls
                    FROM subscription
                    LEFT JOIN unnest(?, ?) AS busy (subscription, calls) ON busy.subscription = subscription.id
                    LEFT JOIN unnest(?, ?) AS host (host, calls) ON host.host = subscription.host
                    CROSS JOIN LATERAL (
                        SELECT lane.subscription, lane.match, lane.due FROM lane
                        WHERE lane.subscription = subscription.id AND lane.due <= now()
                        ORDER BY lane.due
                        LIMIT greatest(0, CASE WHEN subscription.failing_since IS NULL THEN ? ELSE 1 END
                                          - coalesce(busy.calls, 0))
                        FOR UPDATE SKIP LOCKED
                    ) first
                    WHERE subscription.disabled_at IS NULL AND coalesce(host.calls, 0) < ?
                ), due AS (
                    SELECT subscription, match FROM waiting WHERE calls <= ? LIMIT ?
                ), taken AS (
                    UPDATE lane SET due = now() + ? * interval '1 millisecond', taken = true FROM due
                    WHERE lane.subscription = due.subscription AND lane.match = due.match
                    RETURNING lane.subscription, lane.match
                ), head AS (
                    SELECT DISTINCT ON (delivery.subscription, delivery.match) delivery.id
                    FROM delivery JOIN taken USING (subscription, match)
                    WHERE delivery.state = 'waiting'
                    ORDER BY delivery.subscription, delivery.match, delivery.position
                )
                UPDATE delivery SET attempts = delivery.attempts + 1, round = delivery.round + 1
                FROM head, subscription, event
                WHERE delivery.id = head.id AND subscription.id = delivery.subscription
                  AND event.position = delivery.position
                RETURNING delivery.id, delivery.attempts, delivery.round, delivery.subscription, delivery.match,
                    delivery.position, subscription.url, subscription.host,
                    event.update,
                    (SELECT array_agg(secret ORDER BY created_at DESC) FROM signing_secret
                     WHERE signing_secret.subscription = delivery.subscription
                       AND (expires_at IS NULL OR expires_at > now())) AS secrets
                """,
                row -> attempts.add(attempt(row)),
                sql.array("text", busy, Map.Entry::getKey),
                sql.array("integer", busy, Map.Entry::getValue),
                sql.array("text", hosts, Map.Entry::getKey),
                sql.array("integer", hosts, Map.Entry::getValue),
                allowance.perSubscription(),
                allowance.perHost(),
                allowance.perHost(),
                allowance.most(),
                allowance.lease().toMillis());
        return attempts;
    }

    private static Attempt attempt(ResultSet row) throws SQLException {
        return new Attempt(
                row.getLong("id"),
                row.getInt("attempts"),
                row.getInt("round"),
                new Lane(row.getString("subscription"), row.getString("match")),
                row.getLong("position"),
                row.getString("url"),
                row.getString("host"),
                row.getString("update"),
                List.of((String[]) row.getArray("secrets").getArray()));
    }

    /**
     * Writes down what came of attempts, and lets their lanes go on.
     *
     * @param giveUpAfter how long a subscription may fail before it is disabled
     */
    static void conclude(List<Result> results, Backoff backoff, Duration giveUpAfter, Sql sql) throws SQLException {
        if (results.isEmpty()) {
            return;
        }
        lock(results, sql);
        Map<Lane, Duration> again = new HashMap<>();
        Set<Lane> onward = new LinkedHashSet<>();
        for (Result result : results) {
            conclude(result, backoff, again, onward, sql);
        }
        sql.executeBatch(
                """
                UPDATE lane SET due = now() + ? * interval '1 millisecond', taken = false
                WHERE subscription = ? AND match = ?
                """,
                again.entrySet().stream()
                        .map(entry -> new Object[] {
                            entry.getValue().toMillis(),
                            entry.getKey().subscription(),
                            entry.getKey().match()
                        })
                        .toList());
        goOn(onward, sql);
        judge(results, giveUpAfter, sql);
    }

    private static void lock(List<Result> results, Sql sql) throws SQLException {
        List<Lane> lanes = results.stream()
                .map(result -> result.attempt().lane())
                .distinct()
                .toList();
        Array subscriptions = sql.array("text", lanes, Lane::subscription);
        sql.query(
                "SELECT 1 FROM subscription WHERE id = ANY (?) ORDER BY id FOR NO KEY UPDATE",
                row -> {},
                subscriptions);
        sql.query("""
                SELECT 1 FROM lane JOIN unnest(?, ?) AS ours (subscription, match) USING (subscription, match)
                ORDER BY subscription, match FOR UPDATE OF lane
                """, row -> {}, subscriptions, sql.array("text", lanes, Lane::match));
    }

    private static void conclude(Result result, Backoff backoff, Map<Lane, Duration> again, Set<Lane> onward, Sql sql)
            throws SQLException {
        Attempt attempt = result.attempt();
        Outcome outcome = result.outcome();
        Duration wait = outcome.delivered()
                ? null
                : backoff.after(attempt.round(), outcome.retryAfter()).orElse(null);
        String state = outcome.delivered() ? "delivered" : wait == null ? "failed" : "waiting";
        // What was delivered was delivered, whatever happened meanwhile. Anything else counts only if the lane is still
        // ours: after the lease somebody else may be at the next attempt.
        int written = sql.execute(
                """
                UPDATE delivery
                SET state = ?, attempted_at = now(), duration_millis = ?, code = ?, error = ?, response = ?
                WHERE id = ? AND (? OR (state = 'waiting' AND attempts = ?))
                """,
                state,
                (int) outcome.took().toMillis(),
                outcome.code(),
                outcome.error(),
                outcome.response(),
                attempt.delivery(),
                outcome.delivered(),
                attempt.attempt());
        if (written > 0 && wait != null) {
            again.put(attempt.lane(), wait);
        } else if (written > 0 || !waiting(attempt, sql)) {
            onward.add(attempt.lane());
        }
    }

    private static boolean waiting(Attempt attempt, Sql sql) throws SQLException {
        List<Boolean> waiting = new ArrayList<>();
        sql.query(
                "SELECT 1 FROM delivery WHERE id = ? AND state = 'waiting'",
                row -> waiting.add(true),
                attempt.delivery());
        return !waiting.isEmpty();
    }

    // Lanes are locked: nothing is added to them at the same time.
    private static void goOn(Set<Lane> lanes, Sql sql) throws SQLException {
        sql.executeBatch("""
                DELETE FROM lane WHERE subscription = ? AND match = ? AND NOT EXISTS (
                    SELECT FROM delivery
                    WHERE delivery.subscription = lane.subscription AND delivery.match = lane.match
                      AND delivery.state = 'waiting')
                """, lanes.stream().map(Deliveries::key).toList());
        sql.executeBatch(GO_ON, lanes.stream().map(Deliveries::key).toList());
    }

    private static void judge(List<Result> results, Duration giveUpAfter, Sql sql) throws SQLException {
        Map<String, Outcome> last = new TreeMap<>();
        Set<String> gone = new LinkedHashSet<>();
        for (Result result : results) {
            String subscription = result.attempt().lane().subscription();
            // A success among failures is a sign of life.
            last.merge(subscription, result.outcome(), (one, other) -> one.delivered() ? one : other);
            if (result.outcome().gone()) {
                gone.add(subscription);
            }
        }
        for (Map.Entry<String, Outcome> entry : last.entrySet()) {
            String subscription = entry.getKey();
            if (gone.contains(subscription)) {
                disable(subscription, "The receiver answered 410: it wants no more calls.", sql);
            } else if (entry.getValue().delivered()) {
                sql.execute(
                        "UPDATE subscription SET failing_since = NULL WHERE id = ? AND failing_since IS NOT NULL",
                        subscription);
            } else {
                fail(subscription, entry.getValue(), giveUpAfter, sql);
            }
        }
    }

    private static void fail(String subscription, Outcome outcome, Duration giveUpAfter, Sql sql) throws SQLException {
        List<Instant> since = new ArrayList<>();
        sql.query("""
                UPDATE subscription SET failing_since = coalesce(failing_since, now())
                WHERE id = ? AND disabled_at IS NULL
                RETURNING CASE WHEN failing_since <= now() - ? * interval '1 millisecond' THEN failing_since END
                    AS given_up
                """, row -> since.add(Sql.instant(row, "given_up")), subscription, giveUpAfter.toMillis());
        if (!since.isEmpty() && since.get(0) != null) {
            disable(
                    subscription,
                    "Every call has failed since " + since.get(0) + "; the last one " + said(outcome),
                    sql);
        }
    }

    private static String said(Outcome outcome) {
        return outcome.code() == null ? "ended with: " + outcome.error() : outcome.error() + ".";
    }

    /** Calls a subscription no more. What is waiting has failed, and can be recovered. */
    static void disable(String subscription, String reason, Sql sql) throws SQLException {
        sql.execute(
                "UPDATE subscription SET disabled_at = now(), disabled_reason = ? WHERE id = ? AND disabled_at IS NULL",
                reason,
                subscription);
        sql.execute("DELETE FROM lane WHERE subscription = ?", subscription);
        sql.execute("""
                UPDATE delivery SET state = 'failed', error = 'not called: the subscription was disabled'
                WHERE subscription = ? AND state = 'waiting'
                """, subscription);
    }

    /** Has one delivery made again. */
    static void again(String subscription, List<Long> deliveries, Sql sql) throws SQLException {
        List<String> matches = new ArrayList<>();
        sql.query(
                """
                UPDATE delivery SET state = 'waiting', round = 0 WHERE subscription = ? AND id = ANY (?)
                RETURNING match
                """,
                row -> matches.add(row.getString("match")),
                subscription,
                sql.array("bigint", deliveries.toArray()));
        openLanes(subscription, matches, sql);
    }

    private static void openLanes(String subscription, List<String> matches, Sql sql) throws SQLException {
        sql.execute("""
                INSERT INTO lane (subscription, match, due)
                SELECT DISTINCT ?, match, now() FROM unnest(?) AS match ORDER BY match
                ON CONFLICT (subscription, match) DO UPDATE SET due = CASE WHEN lane.taken THEN lane.due ELSE now() END
                """, subscription, sql.array("text", matches.toArray()));
    }

    private static Object[] key(Lane lane) {
        return new Object[] {lane.subscription(), lane.match()};
    }

    /** Puts away what is old. */
    static int prune(Duration keep, Sql sql) throws SQLException {
        return sql.execute("""
                DELETE FROM delivery WHERE id IN (
                    SELECT id FROM delivery
                    WHERE state <> 'waiting' AND created_at < now() - ? * interval '1 millisecond'
                    ORDER BY created_at LIMIT 10000)
                """, keep.toMillis());
    }
}
