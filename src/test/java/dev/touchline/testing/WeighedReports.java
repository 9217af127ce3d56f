package dev.touchline.testing;

import dev.touchline.event.Announcement;
import dev.touchline.event.Decision;
import dev.touchline.event.Decision.Action;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.FullList;
import dev.touchline.event.Handover;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchClock;
import dev.touchline.event.MatchReport;
import dev.touchline.event.Reporter;
import dev.touchline.event.Side;
import dev.touchline.event.SignOfLife;
import dev.touchline.event.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reports of one match by five sources, with whatever decides about them: declarations, decisions, lists and handovers, each
 * in some sets only. The same seed makes the same reports, except for the match. Every report has a time of its own.
 */
public final class WeighedReports {

    private static final List<String> SOURCES = List.of("official", "scout-1", "scout-2", "camera-1", "stranger");
    private static final List<String> KINDS = List.of(
            "goal", "goal", "own-goal", "penalty-goal", "yellow-card", "second-yellow-card", "substitution", "corner");
    private static final Instant START = Instant.parse("2026-06-11T18:00:00Z");

    private final String match;
    private final Random random;
    private final List<MatchReport> reports = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private long micros;

    private WeighedReports(String match, long seed) {
        this.match = match;
        this.random = new Random(seed);
    }

    /** The reports of a match. */
    public static List<MatchReport> of(String match, long seed) {
        WeighedReports set = new WeighedReports(match, seed);
        set.addAll();
        return set.reports;
    }

    private void addAll() {
        boolean announced = random.nextInt(4) > 0;
        if (announced) {
            announce();
        }
        int incidents = 6 + random.nextInt(18);
        for (int number = 0; number < incidents; number++) {
            incident(number);
        }
        for (int decisions = random.nextInt(3) * random.nextInt(4); decisions > 0; decisions--) {
            decide(decisions);
        }
        for (int handovers = random.nextInt(3); handovers > 0 && random.nextInt(2) > 0; handovers--) {
            boolean away = random.nextBoolean();
            reports.add(new Handover(
                    match,
                    away ? "official" : "scout-1",
                    away ? "scout-1" : random.nextBoolean() ? "scout-2" : "official",
                    new MatchClock(null, random.nextInt(90), 0),
                    now(),
                    now(),
                    Reporter.NONE));
        }
        if (random.nextInt(3) == 0) {
            list("scout-1");
            list(random.nextBoolean() ? "scout-1" : "official");
        }
        if (random.nextInt(3) == 0) {
            reports.add(new SignOfLife(match, SOURCES.get(random.nextInt(4)), now(), Reporter.NONE));
        }
        if (announced && random.nextInt(3) == 0) {
            announce();
        }
    }

    private Instant now() {
        micros += 1 + random.nextInt(60_000_000);
        return START.plusNanos(micros * 1_000);
    }

    private void announce() {
        Instant at = now();
        List<String> reporters =
                switch (random.nextInt(5)) {
                    case 0 -> null;
                    case 1 -> List.of();
                    case 2 -> List.of("scout-*", "official");
                    default -> List.of("official", "scout-*", "camera-1");
                };
        reports.add(new Announcement(
                match,
                at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000,
                random.nextInt(8) == 0 ? "basketball" : "football",
                null,
                null,
                null,
                null,
                "Home",
                "Away",
                START,
                null,
                reporters,
                at,
                Reporter.NONE));
    }

    private void incident(int number) {
        String kind = KINDS.get(random.nextInt(KINDS.size()));
        boolean phase = random.nextInt(7) == 0;
        int minute = random.nextInt(40);
        Side side = random.nextBoolean() ? Side.HOME : Side.AWAY;
        for (String source : SOURCES) {
            if (random.nextInt(10) < (source.equals("stranger") ? 2 : 7)) {
                String reported = phase ? (number % 2 == 0 ? "kick-off" : "half-time") : kind;
                if (reported.equals("goal") && random.nextInt(5) == 0) {
                    reported = "penalty-goal";
                }
                boolean other = random.nextInt(60) == 0;
                EventType type =
                        other ? new EventType("basketball", "two-pointer") : new EventType("football", reported);
                int off = random.nextInt(3) - 1;
                revisions(
                        source,
                        String.valueOf(number),
                        type,
                        phase ? null : Math.max(0, minute + off),
                        phase ? null : side);
            }
        }
    }

    private void revisions(String source, String id, EventType type, Integer minute, Side side) {
        int revisions = random.nextInt(5) == 0 ? 2 : 1;
        for (int revision = 1; revision <= revisions; revision++) {
            boolean cancelled = revision > 1 && random.nextBoolean();
            Instant at = now();
            Event event = new Event(
                    new IncidentId(source, id),
                    revision,
                    type,
                    match,
                    random.nextBoolean() ? at.minusSeconds(random.nextInt(30)) : null,
                    new MatchClock(null, minute == null || revision == 1 ? minute : Integer.valueOf(minute + 1), 0),
                    side,
                    side == null ? null : random.nextInt(3) == 0 ? "Bea" : "Ann",
                    null,
                    cancelled ? Status.CANCELLED : random.nextInt(5) == 0 ? Status.PROVISIONAL : Status.CONFIRMED,
                    Map.of(),
                    at,
                    Reporter.NONE);
            reports.add(event);
            events.add(event);
        }
    }

    private IncidentId any() {
        return events.get(random.nextInt(events.size())).incident();
    }

    private void decide(int number) {
        Action action = Action.values()[random.nextInt(Action.values().length)];
        if (action == Action.RESTORE) {
            action = Action.ACCEPT;
        }
        List<IncidentId> incidents =
                switch (action) {
                    case MERGE, SEPARATE -> List.of(any(), any());
                    case VETO, ACCEPT, OVERRULE -> List.of(any());
                    default -> List.of();
                };
        if (incidents.size() == 2 && incidents.get(0).equals(incidents.get(1))) {
            return;
        }
        Map<String, Object> values = action == Action.OVERRULE ? Map.of("player", "Cid", "team", "home") : Map.of();
        reports.add(new Decision(
                match,
                "decision-" + number,
                action,
                incidents,
                values,
                action == Action.LEADER ? "scout-2" : null,
                action == Action.TAKE_BACK ? "decision-" + (1 + random.nextInt(5)) : null,
                "as seen",
                now(),
                Reporter.NONE));
    }

    private void list(String source) {
        SortedMap<String, Long> revisions = new TreeMap<>();
        events.stream()
                .filter(event -> event.incident().source().equals(source) && random.nextInt(6) > 0)
                .forEach(event -> revisions.put(event.incident().id(), event.revision()));
        if (random.nextInt(6) == 0) {
            revisions.put("never-reported", 1L);
        }
        Instant at = now();
        reports.add(new FullList(
                match, source, START.plusNanos(random.nextInt(1000) * micros), revisions, at, Reporter.NONE));
    }
}
