package dev.touchline.event;

import java.time.Instant;
import java.util.List;

/**
 * Name, rules, deductions and stages of a competition. Optional; a later one, by time of receipt, replaces an earlier one;
 * {@link Ownership} says whose definitions count.
 * Name, sport and variant may be null.
 *
 * <p>An inferred definition is what an agent concluded instead of what somebody declared: it belongs to nobody, and its
 * stages count as long as no definition in force has any.
 *
 * @param revision the time of receipt in microseconds since 1970, so that the latest wins in any order of arrival
 * @param variant the variant of the sport by which the matches are counted, or null for the sport as such
 * @param rules where the standings differ from the defaults of the sport
 * @param stages in playing order; empty if they are to be inferred from the announcements
 * @param reporters the sources whose reports of its matches are weighed, as in an announcement; null if every report counts
 * @param inferred sentences about what was inferred; null if the definition was declared
 */
public record CompetitionDefinition(
        String competition,
        long revision,
        String name,
        String sport,
        String variant,
        Rules rules,
        List<Deduction> deductions,
        List<Stage> stages,
        List<String> reporters,
        List<String> inferred,
        Instant receivedAt,
        Reporter reporter)
        implements Report {

    /** The beginning of the source of every definition. Agents may not use the prefix {@code touchline:}. */
    public static final String SOURCE = "touchline:definition";

    /** A definition belongs to no sport and has its own routing key. No catalogue may use the name. */
    public static final EventType TYPE = new EventType("competition", "definition");

    /** Whether it was inferred instead of declared. */
    public boolean isInferred() {
        return inferred != null;
    }

    /** This definition, with the stages of an inferred one if this one has none. */
    public CompetitionDefinition orStagesOf(CompetitionDefinition other) {
        return other == null || !stages.isEmpty()
                ? this
                : new CompetitionDefinition(
                        competition,
                        revision,
                        name == null ? other.name : name,
                        sport == null ? other.sport : sport,
                        variant,
                        rules,
                        deductions,
                        other.stages,
                        reporters,
                        other.inferred,
                        receivedAt,
                        reporter);
    }

    @Override
    public IncidentId incident() {
        return new IncidentId(reporter.source(SOURCE), competition);
    }

    @Override
    public EventType type() {
        return TYPE;
    }
}
