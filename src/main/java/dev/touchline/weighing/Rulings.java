package dev.touchline.weighing;

import dev.touchline.event.Decision;
import dev.touchline.event.Decision.Action;
import dev.touchline.event.IncidentId;
import dev.touchline.event.MatchDeletion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The decisions of operators that are in force. A decision that was taken back never was. */
public final class Rulings {

    /** Decisions of a match that have an effect: the first ones by time of receipt. */
    static final int MAX_DECISIONS = 1_000;

    private static final Comparator<Decision> ORDER =
            Comparator.comparing(Decision::receivedAt).thenComparing(Decision::id);

    private final List<Decision> inForce;
    private final Map<Pair, Action> pairs = new HashMap<>();
    private final Map<IncidentId, List<Decision>> byIncident = new HashMap<>();
    private String leader;

    /** Two incidents, in order. */
    private record Pair(IncidentId one, IncidentId other) {
        static Pair of(IncidentId one, IncidentId other) {
            return one.compareTo(other) <= 0 ? new Pair(one, other) : new Pair(other, one);
        }
    }

    private Rulings(List<Decision> inForce) {
        this.inForce = inForce;
        for (Decision decision : inForce) {
            switch (decision.action()) {
                case MERGE, SEPARATE -> {
                    List<IncidentId> two = decision.incidents();
                    pairs.put(Pair.of(two.get(0), two.get(1)), decision.action());
                }
                case VETO, ACCEPT, OVERRULE ->
                    byIncident
                            .computeIfAbsent(decision.incidents().get(0), none -> new ArrayList<>())
                            .add(decision);
                case LEADER -> leader = decision.leader();
                case RESTORE, TAKE_BACK -> {}
            }
        }
    }

    /** The rulings that follow from all decisions about a match, in whatever order. */
    public static Rulings of(Collection<Decision> decisions) {
        List<Decision> ordered = decisions.stream().sorted(ORDER).toList();
        Set<String> takenBack = new HashSet<>();
        // From the last one, so that taking back a decision that takes back another one restores that one.
        for (int i = ordered.size() - 1; i >= 0; i--) {
            Decision decision = ordered.get(i);
            if (decision.action() == Action.TAKE_BACK && !takenBack.contains(decision.id())) {
                takenBack.add(decision.takesBack());
            }
        }
        return new Rulings(ordered.stream()
                .filter(decision -> decision.action() != Action.TAKE_BACK && !takenBack.contains(decision.id()))
                .limit(MAX_DECISIONS)
                .toList());
    }

    /** The decisions in force, in the order of receipt. */
    List<Decision> inForce() {
        return inForce;
    }

    /** Whether some decision is about incidents, so that groups cannot be weighed apart. */
    public boolean concernIncidents() {
        return !pairs.isEmpty() || !byIncident.isEmpty();
    }

    /**
     * When a match was deleted by a statement, as the newest of the deletions and of the decisions to restore it says; null
     * if it was not.
     *
     * @param deletions those that count: of the owner of the match, or of an administrator or operator
     */
    public Instant deletedAt(Collection<MatchDeletion> deletions) {
        MatchDeletion last = deletions.stream()
                .max(Comparator.comparing(MatchDeletion::receivedAt)
                        .thenComparing(deletion -> deletion.incident().source()))
                .orElse(null);
        boolean restored = last != null
                && inForce.stream()
                        .anyMatch(decision -> decision.action() == Action.RESTORE
                                && !decision.receivedAt().isBefore(last.receivedAt()));
        return last == null || restored ? null : last.receivedAt();
    }

    /** The source that leads by decision, or null. */
    public String leader() {
        return leader;
    }

    /** The pairs of incidents that are one by decision. */
    Map<IncidentId, Set<IncidentId>> merged() {
        Map<IncidentId, Set<IncidentId>> merged = new HashMap<>();
        pairs.forEach((pair, action) -> {
            if (action == Action.MERGE) {
                merged.computeIfAbsent(pair.one(), none -> new HashSet<>()).add(pair.other());
                merged.computeIfAbsent(pair.other(), none -> new HashSet<>()).add(pair.one());
            }
        });
        return merged;
    }

    /** Whether two incidents are not the same by decision. */
    boolean separated(IncidentId one, IncidentId other) {
        return !pairs.isEmpty() && pairs.get(Pair.of(one, other)) == Action.SEPARATE;
    }

    /** The newest veto or acceptance of any of the incidents, or null. */
    Action verdict(Collection<IncidentId> incidents) {
        return ofIncidents(incidents).stream()
                .map(Decision::action)
                .filter(action -> action == Action.VETO || action == Action.ACCEPT)
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    /** The values that are overruled in any of the incidents, the newest of each field; a removed field is null. */
    Map<String, Object> overruled(Collection<IncidentId> incidents) {
        Map<String, Object> values = new HashMap<>();
        ofIncidents(incidents).stream()
                .filter(decision -> decision.action() == Action.OVERRULE)
                .forEach(decision -> values.putAll(decision.values()));
        return values;
    }

    /** The time of the last decision about any of the incidents, or null. */
    Instant lastDecided(Collection<IncidentId> incidents) {
        List<Decision> decisions = ofIncidents(incidents);
        return decisions.isEmpty() ? null : decisions.get(decisions.size() - 1).receivedAt();
    }

    private List<Decision> ofIncidents(Collection<IncidentId> incidents) {
        if (byIncident.isEmpty()) {
            return List.of();
        }
        return incidents.stream()
                .flatMap(incident -> byIncident.getOrDefault(incident, List.of()).stream())
                .distinct()
                .sorted(ORDER)
                .collect(Collectors.toList());
    }
}
