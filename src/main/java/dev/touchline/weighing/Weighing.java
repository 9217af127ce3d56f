package dev.touchline.weighing;

import dev.touchline.event.Decision;
import dev.touchline.event.Decision.Action;
import dev.touchline.event.Event;
import dev.touchline.event.FullList;
import dev.touchline.event.Handover;
import dev.touchline.event.IncidentId;
import dev.touchline.event.Side;
import dev.touchline.event.Status;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import dev.touchline.weighing.Discrepancy.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Decides which incidents of a match count. A match without a declaration has no leader: every incident counts, except
 * for the decisions of operators, full lists, and incidents of another sport.
 */
public final class Weighing {

    /** Incidents of a source and a group that are matched with those of other sources. */
    static final int MAX_PER_GROUP = 100;

    /** Incidents of a source, a group and a minute that are matched. */
    static final int MAX_PER_MINUTE = 5;

    private static final Comparator<Event> PLACE = Comparator.comparing(
                    (Event event) -> Places.minute(event.clock()), Comparator.nullsLast(Comparator.naturalOrder()))
            // Not the time of receipt, which would let the order of arrival decide.
            .thenComparing(Event::occurredAt, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Event::incident);

    /**
     * All that decides beside the incidents.
     *
     * @param sport of the match
     * @param declaration null if none is in force
     * @param heard the sources with any log entry of their own in the match
     * @param decisions all of the match, also those that were taken back
     * @param lists those of which the log has every listed revision
     */
    public record Inputs(
            String sport,
            Declaration declaration,
            Collection<String> heard,
            Collection<Handover> handovers,
            Collection<Decision> decisions,
            Collection<FullList> lists) {}

    /** The outcome for a set of incidents: a verdict about each, and the differences among them. */
    public record Outcome(Map<IncidentId, Verdict> verdicts, List<Discrepancy> discrepancies) {}

    private final Inputs inputs;
    private final SportCatalogue catalogue;
    private final List<String> participants;
    private final Map<String, Integer> ranks = new HashMap<>();
    private final Rulings rulings;
    private final Leadership leadership;
    private final Map<String, FullList> lists = new HashMap<>();
    private final Window window = Window.DEFAULT;

    /** @param catalogue the sports as the variant of the match plays them */
    public Weighing(Inputs inputs, SportCatalogue catalogue) {
        this.inputs = inputs;
        this.catalogue = catalogue;
        this.rulings = Rulings.of(inputs.decisions());
        this.participants =
                inputs.declaration() == null ? List.of() : inputs.declaration().participants(inputs.heard());
        participants.forEach(source -> ranks.put(source, ranks.size()));
        this.leadership = inputs.declaration() == null
                ? Leadership.ofAll()
                : Leadership.of(participants, rulings.leader(), inputs.handovers());
        Comparator<FullList> order = Comparator.comparing(FullList::asOf).thenComparing(FullList::receivedAt);
        inputs.lists()
                .forEach(list ->
                        lists.merge(list.source(), list, (one, other) -> order.compare(one, other) >= 0 ? one : other));
    }

    /** The sources that take part, highest first; empty without a declaration. */
    public List<String> participants() {
        return participants;
    }

    /** Which source leads where. */
    public Leadership leadership() {
        return leadership;
    }

    /** The decisions in force. */
    public Rulings rulings() {
        return rulings;
    }

    /** The window within which reports may be of one incident. */
    public Window window() {
        return window;
    }

    /** The key of the incidents with which an event is compared. Events of different groups never are one, unless merged. */
    public String group(Event event) {
        String name = event.type().sport();
        return name.equals(inputs.sport()) ? group(event, catalogue.sport(name)) : "other-sport:" + name;
    }

    private static String group(Event event, Sport sport) {
        Sport.Kind kind = sport.kinds().get(event.type().kind());
        if (isEdge(kind)) {
            String period = sport.resolveClock(event.clock(), kind).period();
            return kind.name() + ":" + (period == null ? "-" : period);
        }
        Side team = event.team();
        if (team != null && kind.points().isNonZero() && !kind.shootout()) {
            int own = kind.points().own();
            Side benefits = own != 0 ? team : team.other();
            return "points:" + benefits.code() + ":"
                    + (own != 0 ? own : kind.points().other());
        }
        return kind.name() + ":" + (team == null ? "-" : team.code());
    }

    /** Whether all events of the kind and period are one, wherever they are on the clock. */
    private static boolean isEdge(Sport.Kind kind) {
        return kind.awards() || kind.change() != null && kind.change().edge() != Sport.Edge.DURING;
    }

    private Sport sport() {
        return catalogue.sport(inputs.sport());
    }

    private int rank(Event event) {
        return inputs.declaration() == null
                ? 0
                : ranks.getOrDefault(event.incident().source(), Integer.MAX_VALUE);
    }

    private boolean isListed(Event event) {
        return rank(event) != Integer.MAX_VALUE;
    }

    private Comparator<Event> byRank() {
        return Comparator.comparingInt(this::rank).thenComparing(Event::incident);
    }

    private boolean isWithdrawn(Event event) {
        FullList list = lists.get(event.incident().source());
        return list != null
                && !event.receivedAt().isAfter(list.asOf())
                && !list.revisions().containsKey(event.incident().id());
    }

    /**
     * Weighs the highest revisions of incidents.
     *
     * @param incidents all of the match; or all of some groups, if no decision {@linkplain Rulings#concernIncidents
     *     concerns incidents}
     * @param progress of each source in the match
     */
    public Outcome weigh(Collection<Event> incidents, Map<String, Progress> progress) {
        Round round = new Round(progress);
        Map<String, List<Event>> byGroup = new TreeMap<>();
        incidents.stream().sorted(PLACE).forEach(event -> {
            String group = group(event);
            if (!event.type().sport().equals(inputs.sport())) {
                round.exclude(event, Standing.OTHER_SPORT, group);
            } else if (isWithdrawn(event)) {
                round.exclude(event, Standing.WITHDRAWN, group);
            } else {
                byGroup.computeIfAbsent(group, none -> new ArrayList<>()).add(event);
            }
        });
        round.weigh(byGroup);
        return new Outcome(round.verdicts, round.discrepancies);
    }

    /** Reports of one incident by one source, or by several ones that operators merged; highest ranked first. */
    private final class Cluster {
        private final String group;
        private final List<Event> members;

        Cluster(String group, List<Event> members) {
            this.group = group;
            this.members = new ArrayList<>(members);
            this.members.sort(byRank());
        }

        Event first() {
            return members.get(0);
        }

        List<IncidentId> ids() {
            return members.stream().map(Event::incident).toList();
        }

        void add(Cluster other) {
            members.addAll(other.members);
            members.sort(byRank());
        }

        boolean mayJoin(Cluster other) {
            for (Event one : members) {
                for (Event two : other.members) {
                    boolean apart =
                            one.incident().source().equals(two.incident().source())
                                    || rulings.separated(one.incident(), two.incident());
                    if (apart) {
                        return false;
                    }
                }
            }
            Sport.Kind kind = sport().kinds().get(first().type().kind());
            return isEdge(kind) || Places.near(first(), other.first(), sport(), window);
        }
    }

    /** A cluster of a source and one of higher sources that may be the same. */
    private record Pair(Cluster lower, Cluster higher) {
        static final Comparator<Pair> NEAREST = Comparator.comparing(Pair::isCancelled)
                .thenComparing(Pair::isOfOtherPlayer)
                .thenComparingInt(pair -> Places.minutesApart(pair.lower.first(), pair.higher.first()))
                .thenComparingLong(pair -> Places.statedSecondsApart(pair.lower.first(), pair.higher.first()))
                .thenComparing(pair -> pair.higher.first(), PLACE)
                .thenComparing(pair -> pair.lower.first(), PLACE);

        // A goal that was taken back and the next one may be within the window: the one that stands comes first.
        private boolean isCancelled() {
            return !higher.first().counts() || !lower.first().counts();
        }

        // Two goals of a team within the window: the names tell which reports are of which.
        private boolean isOfOtherPlayer() {
            String player = lower.first().player();
            return player != null
                    && higher.members.stream()
                            .map(Event::player)
                            .anyMatch(other -> other != null && !Names.mayBeOne(player, other));
        }
    }

    /** One pass over incidents. */
    private final class Round {
        private final Map<String, Progress> progress;
        private final Map<IncidentId, Verdict> verdicts = new LinkedHashMap<>();
        private final List<Discrepancy> discrepancies = new ArrayList<>();

        Round(Map<String, Progress> progress) {
            this.progress = progress;
        }

        void exclude(Event event, Standing standing, String group) {
            verdicts.put(event.incident(), Verdict.not(standing, group, null));
        }

        void weigh(Map<String, List<Event>> byGroup) {
            Map<String, List<Cluster>> units = new TreeMap<>();
            List<Cluster> clusters = new ArrayList<>();
            for (List<Event> unit : Merging.units(byGroup, rulings, byRank())) {
                Event first = unit.get(0);
                String group = group(first);
                List<IncidentId> ids = unit.stream().map(Event::incident).toList();
                boolean accepted = rulings.verdict(ids) == Action.ACCEPT;
                boolean vetoed = rulings.verdict(ids) == Action.VETO;
                if (!isListed(first)) {
                    if (accepted || vetoed) {
                        clusters.add(new Cluster(group, unit));
                    } else {
                        unit.forEach(event -> exclude(event, Standing.UNLISTED, group));
                    }
                } else if (!accepted && unit.stream().noneMatch(event -> event.counts() || leadership.leads(event))) {
                    // A witness took back its report: nothing that it says is left.
                    unit.forEach(event -> exclude(event, Standing.UNCONFIRMED, group));
                } else {
                    units.computeIfAbsent(group, none -> new ArrayList<>()).add(new Cluster(group, unit));
                }
            }
            units.values().forEach(group -> clusters.addAll(inputs.declaration() == null ? group : match(group)));
            clusters.forEach(this::judge);
        }

        /** Matches the reports of one group, source by source, with those of higher sources. */
        private List<Cluster> match(List<Cluster> group) {
            Map<String, List<Cluster>> bySource = new LinkedHashMap<>();
            for (String source : participants) {
                bySource.put(source, new ArrayList<>());
            }
            group.stream().sorted(Comparator.comparing(Cluster::first, PLACE)).forEach(unit -> bySource.get(
                            unit.first().incident().source())
                    .add(unit));
            List<Cluster> clusters = new ArrayList<>();
            List<Cluster> beyond = new ArrayList<>();
            bySource.forEach((source, units) -> {
                List<Cluster> taking = takingPart(units, beyond);
                List<Pair> pairs = new ArrayList<>();
                for (Cluster unit : taking) {
                    clusters.stream().filter(unit::mayJoin).forEach(cluster -> pairs.add(new Pair(unit, cluster)));
                }
                pairs.sort(Pair.NEAREST);
                List<Cluster> joined = new ArrayList<>();
                for (Pair pair : pairs) {
                    // A cluster that took one report of the source takes no other one.
                    if (!joined.contains(pair.lower) && !joined.contains(pair.higher)) {
                        pair.higher.add(pair.lower);
                        joined.add(pair.lower);
                        joined.add(pair.higher);
                    }
                }
                taking.stream().filter(unit -> !joined.contains(unit)).forEach(clusters::add);
            });
            clusters.addAll(beyond);
            return clusters;
        }

        /** The reports within the bounds. Of the others, those of the leader count and the rest do not. */
        private List<Cluster> takingPart(List<Cluster> units, List<Cluster> beyond) {
            List<Cluster> taking = new ArrayList<>();
            Map<Integer, Integer> byMinute = new HashMap<>();
            for (int i = 0; i < units.size(); i++) {
                Cluster unit = units.get(i);
                Integer minute = Places.minute(unit.first().clock());
                boolean within = i < MAX_PER_GROUP
                        && (minute == null || byMinute.merge(minute, 1, Integer::sum) <= MAX_PER_MINUTE);
                if (within) {
                    taking.add(unit);
                } else if (leadership.leads(unit.first()) || rulings.verdict(unit.ids()) != null) {
                    beyond.add(unit);
                } else {
                    unit.members.forEach(event -> exclude(event, Standing.UNCONFIRMED, unit.group));
                }
            }
            return taking;
        }

        private void judge(Cluster cluster) {
            List<Event> members = cluster.members;
            Action ruling = rulings.verdict(cluster.ids());
            if (ruling == Action.VETO) {
                members.forEach(event -> exclude(event, Standing.VETOED, cluster.group));
                listVeto(cluster);
                return;
            }
            Event leaders = members.stream()
                    .filter(leadership::leads)
                    .min(Comparator.comparing((Event event) -> !event.counts()).thenComparing(byRank()))
                    .orElse(null);
            if (ruling == Action.ACCEPT) {
                Event best = leaders != null && leaders.counts()
                        ? leaders
                        : members.stream().filter(Event::counts).findFirst().orElse(cluster.first());
                Verdict verdict = count(cluster, best, Standing.COUNTS, Status.CONFIRMED);
                if (later(cluster).stream().anyMatch(event -> differs(event, verdict.counted(), Set.of()))) {
                    list(Kind.DIFFERS, cluster, best);
                }
            } else if (leaders != null && !leaders.counts()) {
                put(cluster, leaders, Standing.CANCELLED, leaders, List.of());
            } else if (leaders != null) {
                Verdict verdict = count(cluster, leaders, Standing.COUNTS, leaders.status());
                if (isContradicted(leaders, verdict)) {
                    list(Kind.CONTRADICTED, cluster, leaders);
                }
                listDifferences(cluster, leaders, verdict.counted());
            } else if (sources(members).size() > 1) {
                Event best = members.stream().filter(Event::counts).findFirst().orElseThrow();
                Verdict verdict = count(cluster, best, Standing.PROVISIONAL, Status.PROVISIONAL);
                list(Kind.PROVISIONAL, cluster, best);
                listDifferences(cluster, best, verdict.counted());
            } else {
                members.forEach(event -> exclude(event, Standing.UNCONFIRMED, cluster.group));
                list(Kind.UNCONFIRMED, cluster, cluster.first());
            }
        }

        private Verdict count(Cluster cluster, Event best, Standing standing, Status status) {
            Event counted =
                    Overruling.apply(best, rulings.overruled(cluster.ids()), status, catalogue.sport(inputs.sport()));
            List<String> confirmedBy = sources(cluster.members).stream()
                    .filter(source -> !source.equals(best.incident().source()))
                    .toList();
            return put(cluster, best, standing, counted, confirmedBy);
        }

        private Verdict put(Cluster cluster, Event best, Standing standing, Event counted, List<String> confirmedBy) {
            IncidentId id = best.incident();
            for (Event event : cluster.members) {
                verdicts.put(event.incident(), Verdict.not(Standing.CONFIRMS, group(event), id));
            }
            Verdict verdict = new Verdict(standing, group(best), counted, id, confirmedBy);
            verdicts.put(id, verdict);
            return verdict;
        }

        private boolean isContradicted(Event event, Verdict verdict) {
            String own = event.incident().source();
            return inputs.declaration() != null
                    && verdict.confirmedBy().isEmpty()
                    && participants.stream()
                                    .filter(source -> !source.equals(own))
                                    .map(progress::get)
                                    .filter(one -> one != null && one.isPast(event, window))
                                    .count()
                            >= 2;
        }

        private void listDifferences(Cluster cluster, Event best, Event counted) {
            Set<String> overruled = rulings.overruled(cluster.ids()).keySet();
            if (cluster.members.stream()
                    .filter(event -> event != best)
                    .anyMatch(event -> differs(event, counted, overruled))) {
                list(Kind.DIFFERS, cluster, best);
            }
        }

        private boolean differs(Event event, Event counted, Set<String> overruled) {
            return event.counts() && Overruling.differs(event, counted, overruled, sport(), window);
        }

        /** A veto stands, but whoever decided it did not know what counts without it. */
        private void listVeto(Cluster cluster) {
            List<Event> later = later(cluster);
            if (later.stream().anyMatch(leadership::leads) || sources(later).size() > 1) {
                list(Kind.VETOED, cluster, later.get(0));
            }
        }

        /** The reports that a decision about the cluster does not name and that were received after all of these decisions. */
        private List<Event> later(Cluster cluster) {
            Instant decided = rulings.lastDecided(cluster.ids());
            return cluster.members.stream()
                    .filter(event -> event.counts()
                            && event.receivedAt().isAfter(decided)
                            && rulings.lastDecided(List.of(event.incident())) == null)
                    .toList();
        }

        private void list(Kind kind, Cluster cluster, Event best) {
            List<Event> incidents = new ArrayList<>(List.of(best));
            cluster.members.stream().filter(event -> event != best).forEach(incidents::add);
            discrepancies.add(new Discrepancy(kind, group(best), List.copyOf(incidents)));
        }
    }

    private static List<String> sources(List<Event> members) {
        return members.stream()
                .filter(Event::counts)
                .map(event -> event.incident().source())
                .distinct()
                .toList();
    }

    /**
     * The incidents of a match without a declaration that two sources may have reported both, and which count twice.
     *
     * @param incidents the highest revisions of a match
     * @param max of the result
     */
    public static List<Discrepancy> likelyDuplicates(
            Collection<Event> incidents, String sport, SportCatalogue catalogue, int max) {
        Declaration ranked = new Declaration(List.of("*"));
        List<String> heard =
                incidents.stream().map(event -> event.incident().source()).toList();
        Weighing weighing = new Weighing(new Inputs(sport, ranked, heard, List.of(), List.of(), List.of()), catalogue);
        return weighing.clusters(incidents)
                .filter(cluster -> sources(cluster.members).size() > 1)
                .limit(max)
                .map(cluster -> new Discrepancy(Kind.LIKELY_DUPLICATE, cluster.group, List.copyOf(cluster.members)))
                .toList();
    }

    private Stream<Cluster> clusters(Collection<Event> incidents) {
        Map<String, List<Cluster>> groups = new TreeMap<>();
        incidents.stream()
                .filter(event -> event.counts()
                        && event.type().sport().equals(inputs.sport())
                        && isListed(event)
                        && !isEdge(sport().kinds().get(event.type().kind())))
                .forEach(event -> groups.computeIfAbsent(group(event), none -> new ArrayList<>())
                        .add(new Cluster(group(event), List.of(event))));
        Round round = new Round(Map.of());
        return groups.values().stream().flatMap(group -> round.match(group).stream());
    }
}
