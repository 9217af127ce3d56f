package dev.touchline.statistics.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.update.TallyJson;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.MatchReport;
import dev.touchline.event.MatchReport.IncidentKey;
import dev.touchline.event.MatchReport.RevisionKey;
import dev.touchline.event.Ownership;
import dev.touchline.event.Phase;
import dev.touchline.event.Side;
import dev.touchline.json.Json;
import dev.touchline.match.MatchState;
import dev.touchline.match.tally.DecidedBy;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.match.tally.Result;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import dev.touchline.statistics.incident.IncidentState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;

/** A model of the tables of {@link EventLog}: between batches, all state is text, as in the tables. */
public final class ModelDatabase {

    private final SportCatalogue catalogue;
    private final Map<RevisionKey, LogRow> log = new LinkedHashMap<>();
    private final Map<IncidentKey, IncidentRow> incidents = new HashMap<>();
    private final Map<String, MatchRow> matches = new TreeMap<>();
    private final Set<String> conflicts = new HashSet<>();
    private long position;
    private Instant now = Instant.parse("2022-12-18T17:00:00Z");

    public ModelDatabase(SportCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** A row of the event log; the update is null if the report changed nothing. */
    record LogRow(MatchReport report, String content, UpdateJson.PositionedUpdate positionedUpdate) {
        UpdateJson.EncodedUpdate update() {
            return positionedUpdate == null ? null : positionedUpdate.update();
        }
    }

    private record IncidentRow(String match, long revision, String content, Instant receivedAt, long seq) {}

    private record MatchRow(
            Announcement announcement,
            String owner,
            String tally,
            Map<MatchTally.Player, Map<String, Integer>> players,
            long seq) {}

    /**
     * Folds a batch, as a process does in its open transaction.
     *
     * @return an uncommitted transaction
     */
    public Transaction begin(List<MatchReport> reports) {
        now = now.plusMillis(1);
        Map<String, MatchState> states = new HashMap<>();
        Map<RevisionKey, String> contents = new HashMap<>();
        Map<IncidentKey, IncidentState> current = new HashMap<>();
        for (MatchReport report : reports) {
            states.computeIfAbsent(report.match(), this::state);
            if (log.containsKey(report.key())) {
                contents.put(report.key(), log.get(report.key()).content());
            }
            if (incidents.containsKey(report.incidentKey())) {
                current.put(report.incidentKey(), current(incidents.get(report.incidentKey())));
            }
        }
        for (MatchReport report : reports) {
            IncidentState known = current.get(report.incidentKey());
            if (known != null && known.event().revision() != report.revision()) {
                readLatest(states.get(known.event().match()), known.event().match());
            }
        }
        Map<String, Ownership<Announcement>> announcements = new HashMap<>();
        states.keySet().forEach(match -> announcements.put(match, announcements(match, Instant.MAX)));
        states.values().forEach(state -> forEachIncluded(state, state.tally()::restoreFigures));
        Map<BatchFold.IncidentKind, Instant> firstReceipts = new HashMap<>();
        log.values().forEach(row -> {
            if (row.report() instanceof Event event) {
                firstReceipts.merge(
                        BatchFold.IncidentKind.of(event),
                        event.receivedAt(),
                        (one, other) -> one.isBefore(other) ? one : other);
            }
        });
        Set<Instant> receipts = new HashSet<>();
        reports.forEach(report -> {
            if (report instanceof Event event && catalogue.kind(event.type()).postpones()) {
                receipts.add(event.receivedAt());
                receipts.add(firstReceipts.getOrDefault(BatchFold.IncidentKind.of(event), event.receivedAt()));
            }
        });
        states.values().forEach(state -> state.announcedBefore(announcedBefore(state, receipts)));
        List<Event> neighbours = incidents.entrySet().stream()
                .filter(row -> !current.containsKey(row.getKey()))
                .map(row -> current(row.getValue()).event())
                .toList();
        BatchFold batch = new BatchFold(
                states, contents, current, neighbours, firstReceipts, announcements, Set.of(), catalogue, now);
        reports.forEach(batch::add);
        return new Transaction(batch, contents.keySet());
    }

    private void forEachIncluded(MatchState match, BiConsumer<Event, Sport> change) {
        List<Event> events = incidents.values().stream()
                .filter(row -> row.match().equals(match.id()))
                .map(row -> current(row).event())
                .toList();
        MatchTally.included(events, catalogue)
                .forEach(event ->
                        change.accept(event, catalogue.sport(event.type().sport())));
    }

    private Map<Instant, Ownership<Announcement>> announcedBefore(MatchState match, Set<Instant> receipts) {
        Set<Instant> all = new HashSet<>(receipts);
        all.addAll(match.tally().postponements());
        Map<Instant, Ownership<Announcement>> before = new HashMap<>();
        all.forEach(at -> before.put(at, announcements(match.id(), at)));
        return before;
    }

    private Ownership<Announcement> announcements(String match, Instant until) {
        Ownership<Announcement> announcements = new Ownership<>();
        log.values().stream()
                .map(LogRow::report)
                .filter(report -> report.match().equals(match) && report instanceof Announcement)
                .filter(report -> !report.receivedAt().isAfter(until))
                .forEach(report -> announcements.add((Announcement) report));
        return announcements;
    }

    private MatchState state(String match) {
        MatchRow row = matches.get(match);
        return row == null
                ? new MatchState(match, null, null, new MatchTally(), 0)
                : new MatchState(match, row.announcement(), row.owner(), TallyJson.read(row.tally()), row.seq());
    }

    private void readLatest(MatchState state, String match) {
        if (state != null) {
            state.tally().clearLatest();
            incidents.values().stream()
                    .filter(row -> row.match().equals(match))
                    .map(row -> current(row).event())
                    .forEach(event -> state.tally()
                            .addLatest(event, catalogue.sport(event.type().sport())));
        }
    }

    private IncidentState current(IncidentRow row) {
        return new IncidentState(
                LogEntryJson.event(row.content(), row.receivedAt(), catalogue),
                row.content(),
                row.seq(),
                true,
                false,
                null,
                null);
    }

    /** An uncommitted transaction; a crash discards it. */
    public final class Transaction {
        private final BatchFold batch;
        private final Set<RevisionKey> known;

        private Transaction(BatchFold batch, Set<RevisionKey> known) {
            this.batch = batch;
            this.known = known;
        }

        /**
         * Commits the transaction.
         *
         * @param repeat whether to publish updates stored by an earlier attempt, too
         * @return the updates to publish
         */
        public List<UpdateJson.PositionedUpdate> commit(boolean repeat) {
            List<UpdateJson.PositionedUpdate> updates = new ArrayList<>();
            known.stream()
                    .map(key -> log.get(key).positionedUpdate())
                    .filter(update -> repeat && update != null)
                    .forEach(updates::add);
            for (BatchFold.LoggedReport logged : batch.logged()) {
                UpdateJson.PositionedUpdate positioned =
                        logged.update() == null ? null : new UpdateJson.PositionedUpdate(++position, logged.update());
                LogRow row = new LogRow(logged.report(), logged.content(), positioned);
                assertNull(log.put(logged.report().key(), row), "a log row was written twice");
                if (positioned != null) {
                    updates.add(positioned);
                }
            }
            for (IncidentState incident : batch.incidents()) {
                if (incident.changed()) {
                    write(incident);
                }
            }
            for (MatchState match : batch.changed()) {
                forEachIncluded(match, match.tally()::omitFigures);
                String tally = TallyJson.write(match.tally());
                MatchRow old = matches.get(match.id());
                Map<MatchTally.Player, Map<String, Integer>> players = plus(
                        old == null ? Map.of() : old.players(), match.tally().players());
                MatchRow before = matches.put(
                        match.id(), new MatchRow(match.announcement(), match.owner(), tally, players, match.seq()));
                assertTrue(before == null || before.seq() <= match.seq(), "a seq decreased");
            }
            batch.conflicts().forEach(conflict -> conflicts.add(conflict.content()));
            return updates;
        }

        private void write(IncidentState incident) {
            Event event = incident.event();
            IncidentRow before = incidents.put(
                    event.incidentKey(),
                    new IncidentRow(
                            event.match(),
                            event.revision(),
                            LogEntryJson.write(event),
                            event.receivedAt(),
                            incident.seq()));
            if (before != null) {
                assertTrue(before.revision() <= event.revision(), "a revision was replaced by a lower one");
                assertEquals(before.match(), event.match());
            }
        }
    }

    private static Map<MatchTally.Player, Map<String, Integer>> plus(
            Map<MatchTally.Player, Map<String, Integer>> players,
            Map<MatchTally.Player, Map<String, Integer>> changes) {
        Map<MatchTally.Player, Map<String, Integer>> sum = new TreeMap<>(players);
        changes.forEach((player, figures) -> {
            Map<String, Integer> all = new TreeMap<>(sum.getOrDefault(player, Map.of()));
            figures.forEach((figure, by) -> all.merge(figure, by, Integer::sum));
            all.values().removeIf(count -> count == 0);
            sum.put(player, all);
        });
        sum.values().removeIf(Map::isEmpty);
        return sum;
    }

    /** The reports in the log, in order of storing. */
    public Collection<MatchReport> logged() {
        return log.values().stream().map(LogRow::report).toList();
    }

    /** The contents of all recorded conflicts. */
    public Set<String> conflicts() {
        return conflicts;
    }

    /** The contents of all reports in the log. */
    public Set<String> contents() {
        Set<String> contents = new HashSet<>();
        log.values().forEach(row -> contents.add(row.content()));
        return contents;
    }

    /** Checks the stored state against the fold of the set of reports. */
    public void checkAgainst(Fold fold) {
        assertEquals(fold.keys(), log.keySet(), "every report occurs once in the log");
        assertEquals(fold.tallies().keySet(), matches.keySet());
        matches.forEach((match, row) -> {
            check(fold.tallies().get(match), TallyJson.read(row.tally()));
            assertEquals(fold.tallies().get(match).players(), row.players());
            assertEquals(fold.announcements().get(match), row.announcement(), "the announcement in force");
            assertEquals(fold.owners().get(match), row.owner(), "the owner");
            checkNumbers(match, row.seq(), fold.phases().get(match));
        });
        checkIncidents();
        checkFeed();
    }

    /** Checks that positions have no gaps or duplicates and follow the order of changes in each match. */
    private void checkFeed() {
        Map<String, Long> seqs = new HashMap<>();
        long expected = 0;
        for (LogRow row : log.values()) {
            if (row.positionedUpdate() != null) {
                expected++;
                assertEquals(expected, row.positionedUpdate().position(), "positions follow the order of commits");
                long before = seqs.getOrDefault(row.update().match(), 0L);
                assertEquals(before + 1, row.update().seq(), "the seqs of a match are out of order");
                seqs.put(row.update().match(), row.update().seq());
            }
        }
        assertEquals(expected, position);
    }

    private static void check(MatchTally expected, MatchTally actual) {
        assertEquals(expected.score(), actual.score());
        assertEquals(expected.shootout(), actual.shootout());
        assertEquals(expected.phase(), actual.phase());
        assertEquals(expected.clock(), actual.clock());
        assertEquals(expected.winner(), actual.winner());
        assertEquals(expected.result(), actual.result());
        assertEquals(expected.periods(), actual.periods());
        for (Side side : Side.values()) {
            assertEquals(expected.team(side), actual.team(side));
        }
        assertEquals(expected.state(), actual.state());
    }

    private void checkNumbers(String match, long last, Phase phase) {
        Map<Long, UpdateJson.EncodedUpdate> updates = new TreeMap<>();
        for (LogRow row : log.values()) {
            if (row.report().match().equals(match) && row.update() != null) {
                assertEquals(match, row.update().match());
                assertNull(updates.put(row.update().seq(), row.update()), "a seq was assigned twice");
            }
        }
        assertEquals(numbers(last), updates.keySet());
        if (last > 0) {
            assertMatchesTally(
                    updates.get(last), TallyJson.read(matches.get(match).tally()), phase);
        }
    }

    private static Set<Long> numbers(long last) {
        return LongStream.rangeClosed(1, last).boxed().collect(TreeSet::new, Set::add, Set::addAll);
    }

    private void checkIncidents() {
        Map<IncidentKey, LogRow> highest = new HashMap<>();
        for (LogRow row : log.values()) {
            if (row.report() instanceof Event) {
                highest.merge(
                        row.report().incidentKey(),
                        row,
                        (a, b) -> a.report().revision() > b.report().revision() ? a : b);
            }
        }
        assertEquals(highest.keySet(), incidents.keySet());
        highest.forEach((incident, row) -> {
            assertEquals(row.content(), incidents.get(incident).content());
            assertEquals(row.update().seq(), incidents.get(incident).seq());
        });
    }

    /** Checks that every change was published, and each always with the same text. */
    public void checkPublished(List<UpdateJson.PositionedUpdate> published) {
        Map<String, Map<Long, String>> publishedUpdates = new TreeMap<>();
        Map<Long, UpdateJson.EncodedUpdate> feed = new TreeMap<>();
        for (UpdateJson.PositionedUpdate positioned : published) {
            UpdateJson.EncodedUpdate update = positioned.update();
            UpdateJson.EncodedUpdate same = feed.put(positioned.position(), update);
            assertTrue(same == null || same.equals(update), "two updates have one position");
            String before = publishedUpdates
                    .computeIfAbsent(update.match(), match -> new TreeMap<>())
                    .put(update.seq(), update.json());
            assertTrue(before == null || before.equals(update.json()), "two updates have one seq");
        }
        matches.forEach((match, row) -> assertEquals(
                numbers(row.seq()),
                publishedUpdates.getOrDefault(match, Map.of()).keySet()));
        assertEquals(numbers(position), feed.keySet(), "every position was published");
    }

    /**
     * Checks that exactly the reports that changed a match have an update, and that each update has the state after its
     * change.
     */
    public void checkHistory() {
        List<MatchReport> before = new ArrayList<>();
        Map<String, Announcement> announced = new HashMap<>();
        Map<String, Map<String, MatchTally>> tallies = new HashMap<>();
        Map<String, Map<String, Phase>> phases = new HashMap<>();
        for (LogRow row : log.values()) {
            MatchReport report = row.report();
            before.add(report);
            Fold fold = Fold.of(
                    before.stream()
                            .filter(other -> other.match().equals(report.match()))
                            .toList(),
                    catalogue);
            boolean highest = before.stream()
                    .filter(other -> other.incidentKey().equals(report.incidentKey()))
                    .allMatch(other -> other.revision() <= report.revision());
            if (report instanceof Announcement) {
                Announcement inForce = fold.announcements().get(report.match());
                boolean same = inForce.hasSameContent(announced.put(report.match(), inForce));
                assertEquals(
                        same && fold.phases().equals(phases.getOrDefault(report.match(), fold.phases())),
                        row.update() == null,
                        "an update says that the announcement in force or the phase changed");
            } else if (!highest) {
                // It may have been received earlier as the same kind.
                assertEquals(
                        shown(fold.tallies(), fold.phases(), report.match())
                                .equals(shown(tallies.get(report.match()), phases.get(report.match()), report.match())),
                        row.update() == null,
                        "a lower revision has an update if it changed something");
            } else {
                assertNotNull(row.update(), "a change without an update");
            }
            if (row.update() != null) {
                assertMatchesTally(
                        row.update(),
                        fold.tallies().get(report.match()),
                        fold.phases().get(report.match()));
            }
            tallies.put(report.match(), fold.tallies());
            phases.put(report.match(), fold.phases());
        }
    }

    private static List<Object> shown(Map<String, MatchTally> tallies, Map<String, Phase> phases, String match) {
        MatchTally tally = tallies.get(match);
        return Arrays.asList(
                phases.get(match),
                tally.score(),
                tally.shootout(),
                tally.clock(),
                tally.winner(),
                tally.result(),
                tally.periods());
    }

    private static void assertMatchesTally(UpdateJson.EncodedUpdate update, MatchTally tally, Phase phase) {
        JsonNode json = Json.parse(update.json().getBytes(StandardCharsets.UTF_8));
        assertEquals(update.seq(), json.path("seq").longValue());
        assertEquals(tally.score().home(), json.path("score").path("home").intValue());
        assertEquals(tally.score().away(), json.path("score").path("away").intValue());
        assertEquals(phase.code(), json.path("phase").textValue());
        assertEquals(tally.clock().period(), json.path("clock").path("period").textValue());
        JsonNode minute = json.path("clock").path("minute");
        assertEquals(tally.clock().minute(), minute.isNull() ? null : minute.intValue());
        assertEquals(
                tally.winner() == null ? null : tally.winner().code(),
                json.path("winner").textValue());
        JsonNode result = json.path("result");
        assertEquals(
                tally.result(),
                result.isNull()
                        ? null
                        : new Result(
                                result.path("home").intValue(),
                                result.path("away").intValue(),
                                DecidedBy.valueOf(result.path("decidedBy")
                                        .textValue()
                                        .toUpperCase(Locale.ROOT)
                                        .replace('-', '_')),
                                result.path("reason").textValue()));
        assertEquals(UpdateJson.write(tally.periods()), json.path("periods").toString());
    }
}
