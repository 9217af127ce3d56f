package dev.touchline.coverage;

import dev.touchline.event.Coded;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether the reporters of a match in progress are heard from.
 *
 * @param leader the source that leads, or null if none of the declared reporters was heard from
 * @param state that of the leader
 * @param since when the leader was last heard from; null while it is live, and if it never was
 * @param sources the reporters that were heard from, highest first
 * @param changesAt when a state changes if nothing is heard until then; null if every source is lost
 */
public record Coverage(String leader, State state, Instant since, List<Source> sources, Instant changesAt) {

    /** Whether a source is heard from. */
    public enum State implements Coded {
        /** Heard from lately. */
        LIVE,
        /** Not heard from for a while. */
        DELAYED,
        /** Not heard from for so long that another source may lead. */
        LOST;

        private static State of(Instant lastHeard, Limits limits, Instant at) {
            if (at.isBefore(lastHeard.plus(limits.delayedAfter()))) {
                return LIVE;
            }
            return at.isBefore(lastHeard.plus(limits.lostAfter())) ? DELAYED : LOST;
        }
    }

    /** A reporter that was heard from. */
    public record Source(String source, Instant lastHeard, State state) {

        static Source of(Heard heard, Limits limits, Instant at) {
            return new Source(heard.source(), heard.lastHeard(), State.of(heard.lastHeard(), limits, at));
        }

        /** When the state changes if nothing is heard until then. */
        private Stream<Instant> changesAt(Limits limits) {
            return switch (state) {
                case LIVE -> Stream.of(lastHeard.plus(limits.delayedAfter()));
                case DELAYED -> Stream.of(lastHeard.plus(limits.lostAfter()));
                case LOST -> Stream.empty();
            };
        }
    }

    /**
     * The coverage at a time.
     *
     * @param leader the source that leads, or null
     * @param heard the reporters that were heard from, highest first
     */
    static Coverage of(String leader, List<Heard> heard, Limits limits, Instant at) {
        List<Source> sources =
                heard.stream().map(one -> Source.of(one, limits, at)).toList();
        Optional<Source> leading =
                sources.stream().filter(one -> one.source().equals(leader)).findFirst();
        State state = leading.map(Source::state).orElse(State.LOST);
        Instant changesAt = sources.stream()
                .flatMap(one -> one.changesAt(limits))
                .min(Instant::compareTo)
                .orElse(null);
        Instant since =
                state == State.LIVE ? null : leading.map(Source::lastHeard).orElse(null);
        return new Coverage(leader, state, since, sources, changesAt);
    }

    /**
     * The source that should lead instead of the leader: the highest live one, if the leader is lost or lower. Empty while
     * nobody else is live, since silence alone changes nothing.
     */
    public Optional<String> successor() {
        for (Source source : sources) {
            if (source.source().equals(leader)) {
                if (state != State.LOST) {
                    return Optional.empty();
                }
            } else if (source.state() == State.LIVE) {
                return Optional.of(source.source());
            }
        }
        return Optional.empty();
    }
}
