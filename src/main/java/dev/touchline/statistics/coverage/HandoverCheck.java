package dev.touchline.statistics.coverage;

import dev.touchline.coverage.Coverage;
import dev.touchline.coverage.Heard;
import dev.touchline.coverage.Limits;
import dev.touchline.coverage.Reporters;
import dev.touchline.database.Transactions;
import dev.touchline.event.Handover;
import dev.touchline.event.Reporter;
import dev.touchline.statistics.coverage.DeclaredMatches.DeclaredMatch;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks for leaders that are lost while another reporter lives, and for higher reporters that have returned, and stores a
 * handover for each. A handover says where on the match clock and when the next leader begins, so it has the same effect
 * whenever it is stored.
 */
final class HandoverCheck {

    private static final int MATCHES_AT_ONCE = 100;

    private final Transactions transactions;
    private final Limits limits;
    private final long staleMinutes;
    private final Log log;

    /** The event log. */
    @FunctionalInterface
    interface Log {
        void store(Handover handover) throws SQLException;
    }

    /** @param staleMinutes after which the longest match of any sport is stale */
    HandoverCheck(Transactions transactions, Limits limits, long staleMinutes, Log log) {
        this.transactions = transactions;
        this.limits = limits;
        this.staleMinutes = staleMinutes;
        this.log = log;
    }

    /**
     * The declared matches in progress by the state of their leader, and the handovers that were stored.
     *
     * @param lost handovers of leaders that fell silent
     * @param returned handovers to higher reporters that returned
     */
    record Result(Map<Coverage.State, Integer> matches, int lost, int returned) {}

    /**
     * Checks all matches, unless another process is doing so.
     *
     * @throws SQLException if the database is unavailable; handovers that were stored stay
     */
    Optional<Result> run(Instant now) throws SQLException {
        return transactions.run(sql -> {
            DeclaredMatches matches = new DeclaredMatches(sql, staleMinutes);
            return matches.lock() ? Optional.of(check(matches, now)) : Optional.empty();
        });
    }

    private Result check(DeclaredMatches matches, Instant now) throws SQLException {
        Map<Coverage.State, Integer> states = new EnumMap<>(Coverage.State.class);
        int lost = 0;
        int returned = 0;
        String last = "";
        List<DeclaredMatch> page;
        do {
            page = matches.after(last, MATCHES_AT_ONCE);
            for (DeclaredMatch match : page) {
                last = match.id();
                Coverage coverage = match.reporters().coverage(limits, now);
                states.merge(coverage.state(), 1, Integer::sum);
                Optional<String> next = match.reporters().chosen() ? Optional.empty() : coverage.successor();
                if (next.isPresent()) {
                    Heard successor = heard(match.reporters(), next.get());
                    boolean returns = isHigher(match.reporters(), successor);
                    log.store(returns ? back(match, successor, matches, now) : over(match, successor, matches, now));
                    lost += returns ? 0 : 1;
                    returned += returns ? 1 : 0;
                }
            }
        } while (page.size() == MATCHES_AT_ONCE);
        return new Result(states, lost, returned);
    }

    private static Heard heard(Reporters reporters, String source) {
        return reporters.heard().stream()
                .filter(one -> one.source().equals(source))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isHigher(Reporters reporters, Heard successor) {
        List<Heard> ranked = reporters.heard();
        return ranked.indexOf(successor) < ranked.indexOf(heard(reporters, reporters.leader()));
    }

    /** The successor leads from where the leader was last heard. */
    private static Handover over(DeclaredMatch match, Heard successor, DeclaredMatches matches, Instant now)
            throws SQLException {
        Reporters reporters = match.reporters();
        Instant since = heard(reporters, reporters.leader()).lastHeard();
        return handover(match, successor, reporters.heard(), since, matches, now);
    }

    /** The one that returns leads what is later than the reports of the others. */
    private static Handover back(DeclaredMatch match, Heard successor, DeclaredMatches matches, Instant now)
            throws SQLException {
        List<Heard> others = match.reporters().heard().stream()
                .filter(one -> !one.equals(successor))
                .toList();
        return handover(match, successor, others, successor.lastHeard(), matches, now);
    }

    private static Handover handover(
            DeclaredMatch match,
            Heard successor,
            List<Heard> witnesses,
            Instant since,
            DeclaredMatches matches,
            Instant now)
            throws SQLException {
        Reporters reporters = match.reporters();
        // Handovers take effect in the order of their times, so each one is later than those before.
        Instant later = Stream.of(since, reporters.lastHandover().plusNanos(1_000))
                .max(Instant::compareTo)
                .orElseThrow();
        return new Handover(
                match.id(),
                reporters.leader(),
                successor.source(),
                matches.place(match.id(), witnesses, since),
                later,
                now,
                Reporter.NONE);
    }
}
