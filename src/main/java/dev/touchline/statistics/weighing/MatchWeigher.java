package dev.touchline.statistics.weighing;

import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.codec.update.UpdateJson.EncodedUpdate;
import dev.touchline.database.Sql;
import dev.touchline.event.Decision;
import dev.touchline.event.Event;
import dev.touchline.event.FullList;
import dev.touchline.event.Handover;
import dev.touchline.event.MatchDeletion;
import dev.touchline.event.MatchReport;
import dev.touchline.event.MatchReport.IncidentKey;
import dev.touchline.event.MatchReport.RevisionKey;
import dev.touchline.event.MatchStatement;
import dev.touchline.event.SignOfLife;
import dev.touchline.match.Headlines;
import dev.touchline.match.MatchState;
import dev.touchline.match.Update;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import dev.touchline.statistics.incident.IncidentState;
import dev.touchline.statistics.incident.IncidentTable;
import dev.touchline.statistics.weighing.DiscrepancyTable.MatchGroup;
import dev.touchline.statistics.weighing.ReporterTable.Heard;
import dev.touchline.weighing.Declaration;
import dev.touchline.weighing.Progress;
import dev.touchline.weighing.Standing;
import dev.touchline.weighing.Verdict;
import dev.touchline.weighing.Weighing;
import dev.touchline.weighing.Weighing.Inputs;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Weighs the incidents of one match after a batch: those of the groups of the batch's incidents, or all of the match if
 * something else changed that decides. The tally changes by the differences to the verdicts before. Confined to the
 * transaction that has locked the match.
 */
public final class MatchWeigher {

    /** Sources beside one that contradict it together. */
    private static final int CONTRADICTING = 2;

    private static final int MAX_STOPPAGE = 30;

    private final MatchState match;
    private final Before before;
    private final boolean recounted;
    private final Map<IncidentKey, IncidentState> batch = new LinkedHashMap<>();
    private final List<MatchReport> logged;
    private final Set<RevisionKey> keys;
    private final List<MatchReport> reports;
    private final Sql sql;
    private final SportCatalogue catalogue;
    private final IncidentTable table;

    private final List<Decision> decisions = new ArrayList<>();
    private final List<Handover> handovers = new ArrayList<>();
    private final List<MatchDeletion> deletions = new ArrayList<>();
    private final Set<String> listed = new TreeSet<>();
    private final Map<String, Heard> heard = new HashMap<>();
    private final Map<IncidentKey, IncidentState> rows = new LinkedHashMap<>();
    private final Map<String, DiscrepancyTable.Stored> open = new HashMap<>();
    private final Set<String> groups = new TreeSet<>();
    private final Set<String> changedSources = new TreeSet<>();

    private final Map<IncidentKey, IncidentState> judged = new LinkedHashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private Map<String, DiscrepancyTable.Stored> discrepancies = Map.of();

    /** The match as it was stored before the batch. */
    public record Before(boolean weighed, List<String> declaration, String sport, Instant deletedAt) {}

    /** A change of what counts; one of the events may be null. */
    private record Change(IncidentKey key, Event before, Event after, Verdict verdict) {
        /** Whether the same event counts as before, and only other sources confirm it. */
        boolean keepsEvent() {
            return before != null && equal(before, after);
        }
    }

    /** An update, and the incident that it is about. */
    public record WeighedUpdate(IncidentKey key, EncodedUpdate update) {}

    /**
     * @param recounted whether the tally was counted anew
     * @param batch the incidents that the batch changed, with their verdicts before
     * @param logged the reports of the match that are new in the log
     * @param reports all reports of the match in the batch
     */
    public MatchWeigher(
            MatchState match,
            Before before,
            boolean recounted,
            Collection<IncidentState> batch,
            List<MatchReport> logged,
            List<MatchReport> reports,
            Sql sql,
            SportCatalogue catalogue) {
        this.match = match;
        this.before = before;
        this.recounted = recounted;
        batch.forEach(state -> this.batch.put(state.key(), state));
        this.logged = logged;
        this.keys = logged.stream().map(MatchReport::key).collect(Collectors.toSet());
        this.reports = reports;
        this.sql = sql;
        this.catalogue = catalogue;
        this.table = new IncidentTable(sql, catalogue);
    }

    /** The match that is weighed. */
    public MatchState match() {
        return match;
    }

    /** The statements that read what decides about several matches, in one round trip. */
    public static List<Sql.Statement> reads(Map<String, MatchWeigher> weighers, Sql sql, SportCatalogue catalogue)
            throws SQLException {
        List<MatchGroup> groups = new ArrayList<>();
        weighers.forEach((id, weigher) -> weigher.findGroups(groups));
        Set<String> matches = weighers.keySet();
        StatementTable statements = new StatementTable(sql);
        return List.of(
                statements.read(
                        matches, statement -> weighers.get(statement.match()).note(statement)),
                statements.listed(
                        matches, (match, source) -> weighers.get(match).listed.add(source)),
                new ReporterTable(sql)
                        .read(matches, (match, one) -> weighers.get(match).heard.put(one.source(), one)),
                incidents(groups, weighers, sql, catalogue),
                new DiscrepancyTable(sql)
                        .read(groups, row -> weighers.get(row.match()).open.put(row.id(), row)));
    }

    private void findGroups(List<MatchGroup> found) {
        Weighing weighing = weighing(List.of(), List.of(), Set.of(), List.of());
        for (IncidentState state : batch.values()) {
            groups.add(weighing.group(state.event()));
            if (state.verdict() != null) {
                groups.add(state.verdict().group());
            }
        }
        groups.forEach(group -> found.add(new MatchGroup(match.id(), group)));
    }

    private void note(MatchStatement statement) {
        if (statement instanceof Decision decision) {
            decisions.add(decision);
        } else if (statement instanceof Handover handover) {
            handovers.add(handover);
        } else if (statement instanceof MatchDeletion deletion) {
            deletions.add(deletion);
        }
    }

    private static Sql.Statement incidents(
            List<MatchGroup> groups, Map<String, MatchWeigher> weighers, Sql sql, SportCatalogue catalogue)
            throws SQLException {
        IncidentTable table = new IncidentTable(sql, catalogue);
        return new Sql.Statement(
                "SELECT " + IncidentTable.COLUMNS
                        + " FROM unnest(?::text[], ?::text[]) AS g (match, group_key) JOIN incident USING (match, group_key)",
                row -> {
                    IncidentState state = table.state(row);
                    weighers.get(state.key().match()).rows.put(state.key(), state);
                },
                sql.array("text", groups, MatchGroup::match),
                sql.array("text", groups, MatchGroup::group));
    }

    private Sql.Statement allIncidents() {
        return new Sql.Statement(
                "SELECT " + IncidentTable.COLUMNS + " FROM incident WHERE match = ?",
                row -> {
                    IncidentState state = table.state(row);
                    rows.put(state.key(), state);
                },
                match.id());
    }

    private Weighing weighing(
            Collection<Decision> decided, Collection<Handover> passed, Set<String> sources, List<FullList> lists) {
        Declaration declaration = match.declaration() == null ? null : new Declaration(match.declaration());
        return new Weighing(
                new Inputs(match.sport(), declaration, sources, passed, decided, lists),
                catalogue.variant(match.variant()));
    }

    private <T> List<T> added(Class<T> type) {
        return logged.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static <T> List<T> both(List<T> some, List<T> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    /** Weighs, after what {@link #reads} reads was read. Nothing is written, and the tally is as it was. */
    public void weigh() throws SQLException {
        Set<String> heardBefore = Set.copyOf(heard.keySet());
        Weighing former = weighing(decisions, handovers, heardBefore, List.of());
        Map<String, Progress> progressBefore = progress();
        List<FullList> addedLists = added(FullList.class);
        boolean hasLists = !listed.isEmpty() || !addedLists.isEmpty();
        boolean hasStatements = hasLists
                || !decisions.isEmpty()
                || !handovers.isEmpty()
                || !deletions.isEmpty()
                || !added(MatchDeletion.class).isEmpty()
                || !added(Decision.class).isEmpty()
                || !added(Handover.class).isEmpty();
        Set<String> sports = new TreeSet<>(match.tally().sports());
        if (match.sport() != null) {
            sports.add(match.sport());
        }
        match.weigh(match.declaration() != null || hasStatements || sports.size() > 1);
        if (!before.weighed()) {
            heard.clear();
            heard.putAll(new ReporterTable(sql).inLog(match.id()));
            changedSources.addAll(heard.keySet());
        }
        hear();
        List<Decision> allDecisions = both(decisions, added(Decision.class));
        Weighing weighing = weighing(
                allDecisions,
                both(handovers, added(Handover.class)),
                heard.keySet(),
                hasLists ? lists(addedLists) : List.of());
        match.delete(weighing.rulings()
                .deletedAt(both(deletions, added(MatchDeletion.class)).stream()
                        .filter(deletion -> deletion.reporter().mayAmend(match.owner()))
                        .toList()));
        boolean all = !before.weighed()
                || !match.weighed()
                || recounted
                || hasLists
                || !added(Decision.class).isEmpty()
                || !Objects.equals(before.declaration(), match.declaration())
                || !Objects.equals(before.sport(), match.sport())
                || weighing.rulings().concernIncidents()
                || !weighing.leadership().equals(former.leadership())
                || !weighing.participants().containsAll(former.participants())
                || hasRegressed();
        if (!all) {
            all = readAlone(weighing, former, progressBefore);
        }
        if (all) {
            rows.clear();
            open.clear();
            sql.run(List.of(allIncidents(), DiscrepancyTable.read(match.id(), row -> open.put(row.id(), row))));
        }
        Map<IncidentKey, IncidentState> current = new LinkedHashMap<>(rows);
        current.putAll(batch);
        List<Event> events = current.values().stream().map(IncidentState::event).toList();
        if (all) {
            Map<String, Progress> progress = Progress.of(events);
            heard.replaceAll((source, one) -> {
                Progress now = progress.get(source);
                if (!Objects.equals(now, one.progress())) {
                    changedSources.add(source);
                }
                return one.at(now);
            });
        }
        Weighing.Outcome outcome =
                match.weighed() ? weighing.weigh(events, progress()) : new Weighing.Outcome(Map.of(), List.of());
        judge(current, outcome);
    }

    private List<FullList> lists(List<FullList> added) throws SQLException {
        return new StatementTable(sql).inEffect(match.id(), listed, added, keys::contains);
    }

    private Map<String, Progress> progress() {
        Map<String, Progress> progress = new HashMap<>();
        heard.forEach((source, one) -> {
            if (one.progress() != null) {
                progress.put(source, one.progress());
            }
        });
        return progress;
    }

    private void hear() {
        for (MatchReport report : reports) {
            String source = report instanceof Event event
                    ? event.incident().source()
                    : report instanceof FullList list
                            ? list.source()
                            : report instanceof SignOfLife sign ? sign.source() : null;
            if (source != null) {
                hear(source, report.receivedAt(), null);
            }
        }
        batch.values()
                .forEach(state -> hear(
                        state.event().incident().source(), state.event().receivedAt(), Progress.of(state.event())));
    }

    private void hear(String source, Instant at, Progress progress) {
        Heard known = heard.get(source);
        Heard now = known == null ? new Heard(source, at, at, progress) : known.plus(at, progress);
        if (!now.equals(known)) {
            heard.put(source, now);
            changedSources.add(source);
        }
    }

    /** Whether a revision may have taken back the latest place of its source. */
    private boolean hasRegressed() {
        for (IncidentState state : batch.values()) {
            IncidentState former = rows.get(state.key());
            if (former != null) {
                Progress was = Progress.of(former.event());
                Progress is = Progress.of(state.event());
                if (!Progress.max(was, is).equals(is)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Reads the groups with incidents of the leader alone that other sources have passed by this batch.
     *
     * @return true if all incidents have to be read instead
     */
    private boolean readAlone(Weighing weighing, Weighing former, Map<String, Progress> progressBefore)
            throws SQLException {
        List<String> participants = weighing.participants();
        Map<String, Progress> now = progress();
        if (participants.size() <= CONTRADICTING) {
            return false;
        }
        boolean unclear = participants.stream().map(now::get).anyMatch(one -> one != null && one.minute() == null);
        if (unclear) {
            return true;
        }
        int from = Integer.MAX_VALUE;
        int to = Integer.MIN_VALUE;
        for (String own : participants) {
            int was = passed(former.participants(), own, progressBefore);
            int is = passed(participants, own, now);
            if (was < is) {
                from = Math.min(from, was);
                to = Math.max(to, is);
            }
        }
        int window = weighing.window().minutes();
        Set<String> alone = new HashSet<>(sql.list(
                """
                SELECT DISTINCT group_key FROM incident
                WHERE match = ? AND standing = 'counts' AND confirmed_by = '{}'
                  AND (minute BETWEEN ? AND ? OR minute < 1 OR minute > 1000)
                """,
                row -> row.getString("group_key"),
                match.id(),
                // The column has no stoppage time, which is shorter than this.
                from < to ? Math.max(from, 0) - window - MAX_STOPPAGE : 1,
                from < to ? to - window : 0));
        alone.removeAll(groups);
        if (!alone.isEmpty()) {
            groups.addAll(alone);
            List<MatchGroup> further = alone.stream()
                    .map(group -> new MatchGroup(match.id(), group))
                    .toList();
            sql.run(List.of(
                    incidents(further, Map.of(match.id(), this), sql, catalogue),
                    new DiscrepancyTable(sql).read(further, row -> open.put(row.id(), row))));
        }
        return false;
    }

    /** The minute that two of the sources beside one have reached; -1 if fewer than two have. */
    private static int passed(List<String> sources, String own, Map<String, Progress> progress) {
        int[] minutes = sources.stream()
                .filter(source -> !source.equals(own))
                .map(progress::get)
                .filter(one -> one != null && one.minute() != null)
                .mapToInt(Progress::minute)
                .sorted()
                .toArray();
        return minutes.length < 2 ? -1 : minutes[minutes.length - 2];
    }

    private void judge(Map<IncidentKey, IncidentState> current, Weighing.Outcome outcome) {
        Map<IncidentKey, Change> differing = new LinkedHashMap<>();
        for (IncidentState state : current.values()) {
            IncidentState former = rows.get(state.key());
            Verdict verdict = outcome.verdicts().get(state.event().incident());
            Verdict was = former == null ? null : former.verdict();
            IncidentState now = state.judged(verdict, state.seq(), match.variant());
            Event counted = former == null ? null : former.counted();
            boolean sameCount = equal(counted, now.counted());
            boolean sameVerdict = former != null && sameCount && equal(was, verdict);
            if (batch.containsKey(state.key()) || !sameVerdict) {
                judged.put(state.key(), now);
            }
            if (!sameCount || counted != null && !shown(was).equals(shown(verdict))) {
                differing.put(state.key(), new Change(state.key(), counted, now.counted(), verdict));
            }
        }
        join(differing, current);
        discrepancies = DiscrepancyTable.rows(match.id(), outcome.discrepancies());
    }

    private static List<Object> shown(Verdict verdict) {
        return verdict == null
                ? List.of(Standing.COUNTS, List.of())
                : List.of(verdict.standing(), verdict.confirmedBy());
    }

    private static boolean equal(Verdict one, Verdict other) {
        return one == null || other == null
                ? one == other
                : one.standing() == other.standing()
                        && Objects.equals(one.group(), other.group())
                        && Objects.equals(one.countsAs(), other.countsAs())
                        && one.confirmedBy().equals(other.confirmedBy());
    }

    // Events that were read from the log have no reporter.
    private static boolean equal(Event one, Event other) {
        if (one == null || other == null) {
            return one == other;
        }
        return one.equals(other)
                || one.receivedAt().equals(other.receivedAt())
                        && LogEntryJson.write(one).equals(LogEntryJson.write(other));
    }

    /** Another incident that takes the place of one in its cluster corrects or confirms it. */
    private void join(Map<IncidentKey, Change> differing, Map<IncidentKey, IncidentState> current) {
        Map<IncidentKey, Change> gone = new HashMap<>();
        differing.values().stream()
                .filter(change -> change.after() == null)
                .sorted((one, other) -> one.key().compareTo(other.key()))
                .forEach(change -> {
                    Verdict verdict = judged.get(change.key()).verdict();
                    if (verdict != null && verdict.countsAs() != null) {
                        gone.putIfAbsent(new IncidentKey(match.id(), verdict.countsAs()), change);
                    }
                });
        Set<IncidentKey> replaced = new HashSet<>();
        List<Change> joined = new ArrayList<>();
        for (Change change : differing.values()) {
            Change other = gone.get(change.key());
            boolean takes = change.before() == null && other != null;
            if (takes) {
                replaced.add(other.key());
            }
            joined.add(takes ? new Change(change.key(), other.before(), change.after(), change.verdict()) : change);
        }
        // New incidents in the order of their reports, then the others in the order of their ids.
        Set<IncidentKey> order = new LinkedHashSet<>(batch.keySet());
        order.addAll(new TreeSet<>(differing.keySet()));
        Map<IncidentKey, Integer> places = new HashMap<>();
        order.forEach(key -> places.put(key, places.size()));
        joined.stream()
                .filter(change -> !replaced.contains(change.key()))
                .sorted((one, other) -> places.get(one.key()) - places.get(other.key()))
                .forEach(changes::add);
    }

    private Sport sport(Event event) {
        return catalogue.variant(match.variant()).sport(event.type().sport());
    }

    private Stream<Event> changing() {
        return changes.stream()
                .filter(change -> !change.keepsEvent())
                .flatMap(change -> Stream.of(change.before(), change.after()))
                .filter(Objects::nonNull);
    }

    /** The moments of the events that count from now on or no longer: see {@link Sport#moment}. */
    public Set<String> moments() {
        return changing()
                .map(event -> sport(event).moment(event))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** When the postponements were received that count from now on or no longer. */
    public Set<Instant> postponements() {
        Set<Instant> postponements = changing()
                .filter(event -> catalogue.kind(event.type()).postpones())
                .map(Event::receivedAt)
                .collect(Collectors.toCollection(HashSet::new));
        return postponements.isEmpty()
                ? Set.of()
                : Stream.concat(postponements.stream(), match.tally().postponements().stream())
                        .collect(Collectors.toSet());
    }

    /** Changes the tally, and returns an update for each incident that counts otherwise than before. */
    public List<WeighedUpdate> apply(Instant now) throws SQLException {
        boolean takesBack = changes.stream().anyMatch(change -> change.before() != null && !change.keepsEvent());
        if (takesBack) {
            table.addLatest(List.of(match), rows.keySet());
            rows.values().stream()
                    .map(IncidentState::counted)
                    .filter(Objects::nonNull)
                    .forEach(event -> match.tally().addLatest(event, sport(event)));
        }
        Headlines headlines = new Headlines(Map.of(match.id(), match), catalogue);
        Set<String> moments = moments();
        rows.values().stream()
                .map(IncidentState::counted)
                .filter(Objects::nonNull)
                .forEach(event -> headlines.note(event, true));
        table.neighbours(moments, List.of(match.id()), rows.keySet()).forEach(event -> headlines.note(event, true));
        match.partOfAnotherHeadline(headlines::isPartOfAnother);
        List<WeighedUpdate> updates = new ArrayList<>();
        for (Change change : changes) {
            Update update = change.after() == null
                    ? match.withdraw(change.before(), catalogue, now)
                    : match.replace(change.after(), same(change), catalogue, now);
            if (change.before() != null) {
                headlines.note(change.before(), false);
            }
            if (change.after() != null) {
                headlines.note(change.after(), true);
            }
            Verdict verdict = change.verdict();
            EncodedUpdate text = verdict == null
                    ? UpdateJson.write(update)
                    : UpdateJson.write(update, verdict.standing().code(), verdict.confirmedBy());
            updates.add(new WeighedUpdate(change.key(), text));
            judged.computeIfPresent(
                    change.key(),
                    (key, state) -> isLogged(state.event())
                            ? state.judged(state.verdict(), update.seq(), match.variant())
                            : state);
        }
        return updates;
    }

    /** The key of the highest revision of an incident if it is new in the log, otherwise null. */
    public RevisionKey reported(IncidentKey incident) {
        IncidentState state = batch.get(incident);
        return state != null && isLogged(state.event()) ? state.event().key() : null;
    }

    private boolean isLogged(Event highest) {
        return keys.contains(highest.key());
    }

    private static Event same(Change change) {
        return change.keepsEvent() ? change.after() : change.before();
    }

    /** Whether the match was hidden by a deletion, or is shown again. */
    public boolean hides() {
        return !Objects.equals(before.deletedAt(), match.deletedAt());
    }

    /** The incidents to be written. */
    public Collection<IncidentState> incidents() {
        return judged.values();
    }

    /** The statements that write sources and discrepancies of matches. */
    public static List<Sql.Statement> writes(Collection<MatchWeigher> weighers, Sql sql, Instant now)
            throws SQLException {
        List<DiscrepancyTable.Stored> changed = new ArrayList<>();
        List<DiscrepancyTable.Stored> closed = new ArrayList<>();
        List<ReporterTable.Row> reporters = new ArrayList<>();
        List<String> plain = new ArrayList<>();
        for (MatchWeigher weigher : weighers) {
            changed.addAll(DiscrepancyTable.changed(weigher.open, weigher.discrepancies));
            closed.addAll(DiscrepancyTable.closed(weigher.open, weigher.discrepancies));
            if (weigher.match.weighed()) {
                weigher.changedSources.forEach(
                        source -> reporters.add(new ReporterTable.Row(weigher.match.id(), weigher.heard.get(source))));
            } else if (weigher.before.weighed()) {
                plain.add(weigher.match.id());
            }
        }
        List<Sql.Statement> statements = new ArrayList<>(new DiscrepancyTable(sql).write(changed, closed, now));
        if (!reporters.isEmpty()) {
            statements.add(new ReporterTable(sql).write(reporters));
        }
        if (!plain.isEmpty()) {
            statements.add(
                    Sql.Statement.of("DELETE FROM reporter WHERE match = ANY (?)", sql.array("text", plain.toArray())));
        }
        return statements;
    }
}
