package dev.touchline.match;

import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.Ownership;
import dev.touchline.event.Phase;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The current state of a match: its announcement, the tally of its incidents, and the {@code seq} of its last change.
 * Applying a report returns the update about the change.
 *
 * <p>Not thread-safe; confined to the transaction that has locked the match's row.
 */
public final class MatchState {

    private final String id;
    private final MatchTally tally;
    private Announcement announcement;
    private String owner;
    private long seq;
    private String variant;
    private List<String> declaration;
    private boolean weighed;
    private Instant deletedAt;
    private Instant receivedAt;
    private Duration staleAfter;
    private Predicate<Event> partOfAnotherHeadline = event -> false;
    private Map<Instant, Ownership<Announcement>> announcedBefore = Map.of();

    /**
     * @param announcement the announcement in force, or null
     * @param owner the account that the match belongs to, or null
     * @param seq the number of the last change, 0 before the first
     */
    public MatchState(String id, Announcement announcement, String owner, MatchTally tally, long seq) {
        this.id = id;
        this.announcement = announcement;
        this.owner = owner;
        this.tally = tally;
        this.seq = seq;
    }

    /** The match's id. */
    public String id() {
        return id;
    }

    /** The announcement in force, or null. */
    public Announcement announcement() {
        return announcement;
    }

    /** The account that the match belongs to, or null. */
    public String owner() {
        return owner;
    }

    /** The variant of its sport by which the match is counted, or null. */
    public String variant() {
        return variant;
    }

    /** Sets the variant by which the tally was and will be counted. */
    public void countBy(String variant) {
        this.variant = variant;
    }

    /** The reporters whose reports are weighed, highest first; null if every report counts. */
    public List<String> declaration() {
        return declaration;
    }

    /** Sets the reporters in force; empty and null are no declaration. */
    public void declare(List<String> reporters) {
        declaration = reporters == null || reporters.isEmpty() ? null : reporters;
    }

    /** Whether incidents count as they are weighed; otherwise every one counts as it was reported. */
    public boolean weighed() {
        return weighed;
    }

    /** Sets whether incidents count as they are weighed. */
    public void weigh(boolean weighed) {
        this.weighed = weighed;
    }

    /** When the match was deleted by a statement, as a mistake; null if it was not. */
    public Instant deletedAt() {
        return deletedAt;
    }

    /** Sets when the match was deleted by a statement, or null. */
    public void delete(Instant at) {
        deletedAt = at;
    }

    /** The announced sport, otherwise that of most incidents; null without either. */
    public String sport() {
        return announcement == null ? tally.sport() : announcement.sport();
    }

    /** When the last of the reports was received, or null before the first one. */
    public Instant receivedAt() {
        return receivedAt;
    }

    /** Takes note that a report was received at that time. */
    public void received(Instant at) {
        receivedAt = receivedAt == null || at.isAfter(receivedAt) ? at : receivedAt;
    }

    /** Sets how long after the last receipt the match is stale if it is in progress; until then it never is. */
    public void staleAfter(Duration time) {
        staleAfter = time;
    }

    /**
     * Sets what had been announced at the time of each postponement, for every time that {@link
     * MatchTally#postponements} has or will have. Without it, a postponed match stays postponed.
     */
    public void announcedBefore(Map<Instant, Ownership<Announcement>> announcements) {
        announcedBefore = announcements;
    }

    /**
     * The phase of the tally, but scheduled if the match was announced with a new kick-off after it was postponed. An
     * announcement that leaves the kick-off as it was changes no phase.
     */
    public Phase phase() {
        Instant postponed = tally.postponedAt();
        Ownership<Announcement> earlier = postponed == null ? null : announcedBefore.get(postponed);
        Announcement before = earlier == null ? null : earlier.inForce();
        boolean again = before != null
                && announcement.kickOff() != null
                && !announcement.kickOff().equals(before.kickOff());
        return again ? Phase.SCHEDULED : tally.phase();
    }

    /** Sets whether an event is part of the headline of another incident, and has none of its own. */
    public void partOfAnotherHeadline(Predicate<Event> condition) {
        partOfAnotherHeadline = condition;
    }

    /** Whether people are notified of an event: it is no part of another headline. */
    boolean notifiesOf(Event event, Sport.Kind kind) {
        return event.counts() && kind.notifies() && !partOfAnotherHeadline.test(event);
    }

    /** The tally of its incidents. */
    public MatchTally tally() {
        return tally;
    }

    /** The number of the last change; changes are numbered without gaps. */
    public long seq() {
        return seq;
    }

    /**
     * Applies a revision that is higher than all earlier ones of its incident.
     *
     * @param previous the highest revision so far, possibly of another kind or sport; null if the incident is new
     * @return the update, with the next {@code seq}
     */
    public Update apply(Event event, Event previous, SportCatalogue sports, Instant at) {
        countSports(event, previous);
        return replace(event, previous, sports, at);
    }

    /** Counts the sport of a revision instead of that of the one before, which may be null. */
    public void countSports(Event event, Event previous) {
        if (previous != null) {
            tally.countSport(previous.type().sport(), -1);
        }
        tally.countSport(event.type().sport(), 1);
    }

    /**
     * Counts an event, instead of another one if there was one.
     *
     * @param previous the event that counted so far, perhaps the same; or null
     * @return the update, with the next {@code seq}
     */
    public Update replace(Event event, Event previous, SportCatalogue sports, Instant at) {
        SportCatalogue catalogue = sports.variant(variant);
        boolean same = event.equals(previous);
        if (previous != null && !same) {
            tally.remove(previous, catalogue.sport(previous.type().sport()));
        }
        if (!same) {
            tally.add(event, catalogue.sport(event.type().sport()));
        }
        Update.Kind change =
                same ? Update.Kind.CONFIRMATION : Update.Kind.of(event, previous, catalogue.kind(event.type()));
        return update(change, event, at, UpdateText.of(event, previous, catalogue, change, this));
    }

    /**
     * Counts an event no longer.
     *
     * @return the update, with the next {@code seq}
     */
    public Update withdraw(Event counted, SportCatalogue sports, Instant at) {
        SportCatalogue catalogue = sports.variant(variant);
        tally.remove(counted, catalogue.sport(counted.type().sport()));
        Event gone = counted.cancelled();
        return update(
                Update.Kind.RETRACTION,
                gone,
                at,
                UpdateText.of(gone, counted, catalogue, Update.Kind.RETRACTION, this));
    }

    /**
     * Applies the announcement in force after one was added.
     *
     * @return the update, or null if the content is unchanged
     */
    public Update apply(Announcement inForce, Instant at) {
        boolean same = inForce.hasSameContent(announcement);
        announcement = inForce;
        return same ? null : update(Update.Kind.MATCH, null, at, UpdateText.of(this));
    }

    /** Takes note of an announcement, of whatever account, that the log does not have yet. */
    public void announced(Announcement added) {
        announcedBefore.forEach((postponed, announcements) -> {
            if (added.revision() <= ChronoUnit.MICROS.between(Instant.EPOCH, postponed)) {
                announcements.add(added);
            }
        });
    }

    /** Sets the account that the match belongs to. */
    public void assignTo(String account) {
        owner = account;
    }

    /** Returns an update that publishes the state after a repair, or after a change that no revision made. */
    public Update publish(Instant at) {
        return update(Update.Kind.MATCH, null, at, UpdateText.ofScore(this));
    }

    private Update update(Update.Kind kind, Event event, Instant at, UpdateText text) {
        seq++;
        Phase phase = phase();
        boolean stale = staleAfter != null
                && phase.inProgress()
                && !receivedAt.plus(staleAfter).isAfter(at);
        return new Update(
                id,
                seq,
                kind,
                event,
                announcement,
                tally.score(),
                tally.shootout(),
                tally.clock(),
                phase,
                tally.winner(),
                tally.result(),
                tally.periods(),
                stale,
                text.title(),
                text.text(),
                text.notifies(),
                at);
    }
}
