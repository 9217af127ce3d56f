package dev.touchline.weighing;

import dev.touchline.event.Event;
import dev.touchline.event.Handover;
import dev.touchline.event.MatchClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Which source leads at which place of a match. Without sources, every source leads everywhere. */
public final class Leadership {

    private final List<Span> spans = new ArrayList<>();

    /** The lead of a source after a place on the match clock, or after a time, until the next one. */
    private record Span(String source, MatchClock place, Instant since) {
        private static final Comparator<MatchClock> ORDER =
                Comparator.comparing(MatchClock::minute).thenComparing(MatchClock::stoppage);

        boolean begunAt(Event event) {
            MatchClock at = event.clock();
            return at.minute() != null && place.minute() != null
                    ? ORDER.compare(at, place) > 0
                    : event.effectiveTime().isAfter(since);
        }
    }

    private Leadership() {}

    /** Every source leads: the match has no declaration. */
    static Leadership ofAll() {
        return new Leadership();
    }

    /**
     * The highest of the sources leads, as moved by the handovers; a source that an operator chose leads all of the match.
     *
     * @param participants highest first
     * @param chosen the source that an operator chose, or null
     */
    public static Leadership of(List<String> participants, String chosen, Collection<Handover> handovers) {
        Leadership leadership = new Leadership();
        String leader = chosen != null ? chosen : participants.isEmpty() ? "" : participants.get(0);
        leadership.spans.add(new Span(leader, MatchClock.UNKNOWN, Instant.MIN));
        if (chosen == null) {
            handovers.stream()
                    .sorted(Comparator.comparing(Handover::since)
                            .thenComparing(Handover::from)
                            .thenComparing(Handover::to))
                    .filter(handover -> participants.contains(handover.to()))
                    .forEach(leadership::add);
        }
        return leadership;
    }

    private void add(Handover handover) {
        if (leader().equals(handover.from())) {
            spans.add(new Span(handover.to(), handover.place(), handover.since()));
        }
    }

    /** The source that leads now; null if all do, empty if none was heard. */
    public String leader() {
        return spans.isEmpty() ? null : spans.get(spans.size() - 1).source();
    }

    /** Whether the source of an event leads at the place of the event. */
    boolean leads(Event event) {
        if (spans.isEmpty()) {
            return true;
        }
        String leading = spans.get(0).source();
        for (Span span : spans.subList(1, spans.size())) {
            if (!span.begunAt(event)) {
                break;
            }
            leading = span.source();
        }
        return leading.equals(event.incident().source());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Leadership leadership && spans.equals(leadership.spans);
    }

    @Override
    public int hashCode() {
        return spans.hashCode();
    }
}
