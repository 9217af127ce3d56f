package dev.touchline;

import dev.touchline.codec.catalogue.CatalogueReader;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Reporter;
import dev.touchline.event.Side;
import dev.touchline.event.Status;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Test data in football: the real catalogue, and a builder for events of the World Cup final of 2022. */
public final class Football {

    public static final String MATCH = "fra-arg";
    public static final Instant KICK_OFF = Instant.parse("2022-12-18T15:00:00Z");
    public static final Sport SPORT = CatalogueReader.read("sports/football.json", resource("sports/football.json"));
    public static final SportCatalogue CATALOGUE = new SportCatalogue(List.of(SPORT));
    public static final Announcement FINAL = new Announcement(
            MATCH,
            1,
            "football",
            "world-cup-2022",
            "Final",
            null,
            null,
            "Argentina",
            "France",
            KICK_OFF,
            "Lusail",
            null,
            KICK_OFF.minusSeconds(86_400),
            Reporter.NONE);

    private Football() {}

    /** Reads a file from the class path. */
    public static byte[] resource(String name) {
        try (InputStream stream = Football.class.getClassLoader().getResourceAsStream(name)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An incident of that kind with that id and no other fields. */
    public static Incident incident(String kind, String id) {
        return Sports.incident("football", kind, id);
    }

    /** An incident that occurs once in a match, such as the kick-off; its kind is its id. */
    public static Incident incident(String kind) {
        return incident(kind, kind);
    }

    /** A builder of events: each method returns a copy with one more field set. */
    public record Incident(Event event) {

        public Incident home() {
            return team(Side.HOME);
        }

        public Incident away() {
            return team(Side.AWAY);
        }

        public Incident team(Side team) {
            return with(event.type(), event.revision(), event.occurredAt(), event.clock(), team, event.player());
        }

        public Incident by(String player) {
            return with(event.type(), event.revision(), event.occurredAt(), event.clock(), event.team(), player);
        }

        /** Sets the minute, in the usual notation: {@code 45+2}. */
        public Incident at(String minute) {
            MatchClock clock = MatchClock.parse(minute).withPeriod(event.clock().period());
            return with(event.type(), event.revision(), event.occurredAt(), clock, event.team(), event.player());
        }

        public Incident in(String period) {
            MatchClock clock = event.clock().withPeriod(period);
            return with(event.type(), event.revision(), event.occurredAt(), clock, event.team(), event.player());
        }

        /** Sets the time of the event, in seconds after kick-off. */
        public Incident after(long seconds) {
            Instant at = KICK_OFF.plusSeconds(seconds);
            return with(event.type(), event.revision(), at, event.clock(), event.team(), event.player());
        }

        public Incident revision(long revision) {
            return with(event.type(), revision, event.occurredAt(), event.clock(), event.team(), event.player());
        }

        public Incident kind(String kind) {
            EventType type = new EventType(event.type().sport(), kind);
            return with(type, event.revision(), event.occurredAt(), event.clock(), event.team(), event.player());
        }

        public Incident provisional() {
            return with(Status.PROVISIONAL, event.assist(), event.details());
        }

        public Incident cancelled() {
            return with(Status.CANCELLED, event.assist(), event.details());
        }

        /** Sets the assist. */
        public Incident from(String assist) {
            return with(event.status(), assist, event.details());
        }

        public Incident details(Map<String, Object> details) {
            return with(event.status(), event.assist(), details);
        }

        /** Sets the match. */
        public Incident of(String match) {
            return new Incident(new Event(
                    event.incident(),
                    event.revision(),
                    event.type(),
                    match,
                    event.occurredAt(),
                    event.clock(),
                    event.team(),
                    event.player(),
                    event.assist(),
                    event.status(),
                    event.details(),
                    event.receivedAt(),
                    event.reporter()));
        }

        private Incident with(
                EventType type, long revision, Instant occurredAt, MatchClock clock, Side team, String player) {
            return new Incident(new Event(
                    event.incident(),
                    revision,
                    type,
                    event.match(),
                    occurredAt,
                    clock,
                    team,
                    player,
                    event.assist(),
                    event.status(),
                    event.details(),
                    event.receivedAt(),
                    event.reporter()));
        }

        private Incident with(Status status, String assist, Map<String, Object> details) {
            return new Incident(new Event(
                    event.incident(),
                    event.revision(),
                    event.type(),
                    event.match(),
                    event.occurredAt(),
                    event.clock(),
                    event.team(),
                    event.player(),
                    assist,
                    status,
                    details,
                    event.receivedAt(),
                    event.reporter()));
        }
    }
}
