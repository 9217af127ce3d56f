package dev.touchline.match;

import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.SportCatalogue;
import java.time.Instant;

/**
 * One match as it stands: what was announced, the tally of its incidents, and the number of its last change. It
 * takes revisions one by one and says what each of them changed.
 *
 * <p>Not thread-safe; the transaction that holds the match's row owns it.
 */
public final class MatchState {

    private final String id;
    private final MatchTally tally;
    private Announcement announcement;
    private long seq;

    /**
     * A match as it was read.
     *
     * @param announcement the announcement that stands, or null
     * @param seq the number of its last change, 0 before the first
     */
    public MatchState(String id, Announcement announcement, MatchTally tally, long seq) {
        this.id = id;
        this.announcement = announcement;
        this.tally = tally;
        this.seq = seq;
    }

    /** The match's id. */
    public String id() {
        return id;
    }

    /** The announcement that stands, or null. */
    public Announcement announcement() {
        return announcement;
    }

    /** The tally of its incidents. */
    public MatchTally tally() {
        return tally;
    }

    /** The number of the last change; the next has the next number, without gaps. */
    public long seq() {
        return seq;
    }

    /**
     * Takes a revision that is the highest of its incident so far.
     *
     * @param previous the highest revision until now, which may have been of another kind and even of another sport;
     *     null if the incident is new
     * @param at the instant at which the change is stored
     * @return the change, which has the next {@code seq}
     */
    public Update apply(Event event, Event previous, SportCatalogue catalogue, Instant at) {
        if (previous != null) {
            tally.remove(previous, catalogue.sport(previous.type().sport()));
        }
        tally.add(event, catalogue.sport(event.type().sport()));
        Update.Kind change = Update.Kind.of(event, previous, catalogue.kind(event.type()));
        return update(change, event, at, UpdateText.of(event, previous, catalogue, change, this));
    }

    /**
     * Takes an announcement later than the one that stands.
     *
     * @return the change, or null if it says nothing new
     */
    public Update apply(Announcement later, Instant at) {
        boolean same = later.hasSameContent(announcement);
        announcement = later;
        return same ? null : update(Update.Kind.MATCH, null, at, UpdateText.of(this));
    }

    /** The match as it stands was not what was shown, and is from now on. */
    public Update afterRebuild(Instant at) {
        return update(Update.Kind.MATCH, null, at, UpdateText.ofRebuild(this));
    }

    private Update update(Update.Kind kind, Event event, Instant at, UpdateText text) {
        seq++;
        return new Update(
                id,
                seq,
                kind,
                event,
                announcement,
                tally.score(),
                tally.shootout(),
                tally.clock(),
                tally.phase(),
                tally.winner(),
                text.title(),
                text.text(),
                text.notifies(),
                at);
    }
}
