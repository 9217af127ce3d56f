package dev.touchline.live;

import dev.touchline.format.UpdateJson.Placed;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The stream of one match, numbered as its changes are. */
final class MatchCourse implements Course {

    private final String match;
    private final Feed feed;
    private final Remembered remembered;
    private final MatchReader reader;
    private final int mostResumed;

    MatchCourse(String match, Feed feed, Remembered remembered, MatchReader reader, int mostResumed) {
        this.match = match;
        this.feed = feed;
        this.remembered = remembered;
        this.reader = reader;
        this.mostResumed = mostResumed;
    }

    @Override
    public Interest interest() {
        return Interest.inMatch(match);
    }

    @Override
    public Numbering numbering() {
        return Numbering.SEQ;
    }

    @Override
    public Beginning begin(long position, Long last) {
        Optional<Remembered.Shown> shown = remembered.match(match);
        if (last != null && last > seq(shown)) {
            // Another process may have told of more than this one has heard of.
            shown = remembered.matchAnew(match);
        }
        long seq = seq(shown);
        Beginning resumed = last == null || last > seq ? null : resume(last, seq);
        if (resumed != null) {
            return resumed;
        }
        String json = shown.map(found -> new String(found.prepared().json(), StandardCharsets.UTF_8))
                .orElseGet(() -> remembered.unknown(match));
        Buffer snapshot = Frames.event("snapshot", seq, "{\"match\":" + json + ",\"resumed\":false}");
        return new Beginning(seq, List.of(snapshot), last == null ? Resumed.NEW : Resumed.NOT);
    }

    private static long seq(Optional<Remembered.Shown> shown) {
        return shown.map(Remembered.Shown::seq).orElse(0L);
    }

    // What came after the last number; null if that is too much.
    private Beginning resume(long last, long seq) {
        if (last == seq) {
            return new Beginning(last, List.of(), Resumed.MEMORY);
        }
        if (seq - last > mostResumed) {
            return null;
        }
        List<Told> recent = feed.recentOf(match, last, mostResumed);
        if (!recent.isEmpty() && recent.get(0).update().seq() == last + 1) {
            return beginning(last, recent, Resumed.MEMORY);
        }
        List<Told> stored = reader.updatesAfter(match, last, mostResumed).stream()
                .map(update -> new Told(new Placed(0, update)))
                .toList();
        boolean gapless = !stored.isEmpty() && stored.get(0).update().seq() == last + 1;
        return gapless ? beginning(last, stored, Resumed.DATABASE) : null;
    }

    private Beginning beginning(long last, List<Told> missed, Resumed resumed) {
        return new Beginning(
                last + missed.size(), missed.stream().map(Told::inMatch).toList(), resumed);
    }
}
