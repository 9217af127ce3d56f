package dev.touchline.testing;

import dev.touchline.event.Decision.Action;
import dev.touchline.event.IncidentId;
import dev.touchline.simulation.plan.TrueIncident;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * An operator who saw the match, and works through the list of discrepancies. It sees of a report what the API shows, and
 * decides nothing twice.
 */
public final class TruthfulOperator {

    private final Map<IncidentId, TrueIncident> truth = new HashMap<>();
    private final Set<Ruling> made = new LinkedHashSet<>();

    /**
     * A report as it came, and what became of it.
     *
     * @param countsAs the incident whose details count for it; itself if its own do; null if nothing counts
     */
    public record Report(IncidentId incident, String player, String assist, IncidentId countsAs) {}

    /** A decision to be made. Values are empty unless it overrules. */
    public record Ruling(Action action, List<IncidentId> incidents, Map<String, Object> values) {}

    /** @param incidents of the match, with the ids of their reports */
    public TruthfulOperator(Collection<TrueIncident> incidents) {
        for (TrueIncident incident : incidents) {
            incident.ids().forEach((source, id) -> truth.put(new IncidentId(source, id), incident));
        }
    }

    /** The decisions so far. */
    public Set<Ruling> made() {
        return made;
    }

    /**
     * Works through the list once.
     *
     * @param discrepancies the incidents of each, the one whose details count or would count first
     * @param reports of the match
     * @return new decisions; empty if there is nothing to decide
     */
    public List<Ruling> workThrough(Collection<List<IncidentId>> discrepancies, Map<IncidentId, Report> reports) {
        List<Ruling> rulings = new ArrayList<>();
        for (List<IncidentId> discrepancy : discrepancies) {
            decide(discrepancy, reports).stream().filter(made::add).forEach(rulings::add);
        }
        return rulings;
    }

    private List<Ruling> decide(List<IncidentId> discrepancy, Map<IncidentId, Report> reports) {
        IncidentId first = discrepancy.get(0);
        TrueIncident truth = truth(first);
        // Two incidents that were taken for one.
        List<Ruling> rulings = new ArrayList<>(discrepancy.stream()
                .filter(other -> truth(other) != truth)
                .map(other -> new Ruling(Action.SEPARATE, List.of(first, other), Map.of()))
                .toList());
        if (!rulings.isEmpty()) {
            return rulings;
        }
        if (!truth.happened()) {
            return List.of(new Ruling(Action.VETO, List.of(first), Map.of()));
        }
        // One incident that was taken for two, or reports of it that were taken for another one.
        truth.ids().forEach((source, id) -> {
            IncidentId other = new IncidentId(source, id);
            Report report = reports.get(other);
            if (report != null && !discrepancy.contains(other)) {
                IncidentId counted = report.countsAs();
                rulings.add(
                        counted == null || truth(counted) == truth
                                ? new Ruling(Action.MERGE, List.of(first, other), Map.of())
                                : new Ruling(Action.SEPARATE, List.of(counted, other), Map.of()));
            }
        });
        if (!rulings.isEmpty()) {
            return rulings;
        }
        Map<String, Object> values = values(truth, reports.get(first));
        if (!values.isEmpty()) {
            rulings.add(new Ruling(Action.OVERRULE, List.of(first), values));
        }
        // A report that came after the decision lists the incident again.
        discrepancy.stream()
                .map(incident -> new Ruling(Action.ACCEPT, List.of(incident), Map.of()))
                .filter(ruling -> !made.contains(ruling))
                .findFirst()
                .ifPresent(rulings::add);
        return rulings;
    }

    /** The names that differ from the report. */
    private static Map<String, Object> values(TrueIncident truth, Report report) {
        Map<String, Object> values = new TreeMap<>();
        if (!Objects.equals(truth.player(), report.player())) {
            values.put("player", truth.player());
        }
        if (!Objects.equals(truth.assist(), report.assist())) {
            values.put("assist", truth.assist());
        }
        return values;
    }

    private TrueIncident truth(IncidentId incident) {
        return Objects.requireNonNull(truth.get(incident), incident::toString);
    }

    /** Reports that count as another incident than the one that they are about; no list shows those that look the same. */
    public List<IncidentId> mistaken(Map<IncidentId, Report> reports) {
        return reports.values().stream()
                .filter(report -> report.countsAs() != null && truth(report.countsAs()) != truth(report.incident()))
                .map(Report::incident)
                .sorted()
                .toList();
    }

    /** Separates the mistaken reports, which the operator finds in the list of all reports. */
    public List<Ruling> review(Map<IncidentId, Report> reports) {
        return mistaken(reports).stream()
                .map(incident -> new Ruling(
                        Action.SEPARATE, List.of(reports.get(incident).countsAs(), incident), Map.of()))
                .filter(made::add)
                .toList();
    }
}
