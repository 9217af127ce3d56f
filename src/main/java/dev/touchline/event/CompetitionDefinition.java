package dev.touchline.event;

import java.time.Instant;
import java.util.List;

/**
 * Name, rules, deductions and stages of a competition. Optional; a later one, by time of receipt, replaces an earlier one;
 * {@link Ownership} says whose definitions count.
 * Name, sport and variant may be null.
 *
 * @param revision the time of receipt in microseconds since 1970, so that the latest wins in any order of arrival
 * @param variant the variant of the sport by which the matches are counted, or null for the sport as such
 * @param rules where the standings differ from the defaults of the sport
 * @param stages in playing order; empty if they are to be inferred from the announcements
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
        Instant receivedAt,
        Reporter reporter)
        implements Report {

    /** The beginning of the source of every definition. Agents may not use the prefix {@code touchline:}. */
    public static final String SOURCE = "touchline:definition";

    /** A definition belongs to no sport and has its own routing key. No catalogue may use the name. */
    public static final EventType TYPE = new EventType("competition", "definition");

    @Override
    public IncidentId incident() {
        return new IncidentId(reporter.source(SOURCE), competition);
    }

    @Override
    public EventType type() {
        return TYPE;
    }
}
