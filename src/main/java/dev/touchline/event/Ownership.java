package dev.touchline.event;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The reports about one subject (the announcements of a match, or the definitions of a competition) and what follows
 * from their set, in whatever order they were added. The subject belongs to the account of the first report; on equal
 * times of receipt, to the account whose name comes first. The last report of the owner or of an administrator counts.
 * Not thread-safe.
 */
public final class Ownership<R extends Report> {

    private final Map<Reporter, Span<R>> spans = new HashMap<>();

    /** The first revision of a reporter, and its last report. */
    private record Span<R extends Report>(long first, R last) {
        Span<R> plus(Span<R> other) {
            return new Span<>(
                    Math.min(first, other.first), last.revision() >= other.last.revision() ? last : other.last);
        }
    }

    /** The same reports, to which others can be added. */
    public Ownership<R> copy() {
        Ownership<R> copy = new Ownership<>();
        copy.spans.putAll(spans);
        return copy;
    }

    /** Adds a report. */
    public void add(R report) {
        add(report.revision(), report);
    }

    /** Adds the last report of its reporter, whose first one had the given revision. */
    public void add(long first, R last) {
        spans.merge(last.reporter(), new Span<>(first, last), Span::plus);
    }

    /** The account that the subject belongs to, or null. */
    public String owner() {
        return spans.entrySet().stream()
                .filter(span -> span.getKey().owns())
                .min(Comparator.comparingLong((Map.Entry<Reporter, Span<R>> span) ->
                                span.getValue().first())
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(span -> span.getKey().account())
                .orElse(null);
    }

    /** The report that counts, or null if there is none. */
    public R inForce() {
        String owner = owner();
        return spans.values().stream()
                .map(Span::last)
                .filter(report -> report.reporter().mayAmend(owner))
                .max(Comparator.comparingLong(R::revision).thenComparing(R::reporter))
                .orElse(null);
    }

    /** The last reports of all accounts that the subject does not belong to, in the order of receipt. */
    public List<R> foreign() {
        String owner = owner();
        return spans.values().stream()
                .map(Span::last)
                .filter(report -> !report.reporter().mayAmend(owner))
                .sorted(Comparator.comparingLong(R::revision).thenComparing(R::reporter))
                .toList();
    }
}
