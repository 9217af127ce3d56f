package dev.touchline.event;

import java.time.Instant;
import java.util.List;

/**
 * Name, rules and deductions of a competition. Optional; a later one, by time of receipt, replaces an earlier one.
 *
 * @param revision the time of receipt in microseconds since 1970, so that the latest wins in any order of arrival
 * @param name the display name, or null
 * @param sport the sport's name in its catalogue, or null
 * @param rules where the standings differ from the defaults of the sport
 */
public record CompetitionDefinition(
        String competition,
        long revision,
        String name,
        String sport,
        Rules rules,
        List<Deduction> deductions,
        Instant receivedAt)
        implements Report {

    /** The source of every definition. Agents may not use the prefix {@code touchline:}. */
    public static final String SOURCE = "touchline:definition";

    /** A definition belongs to no sport and has its own routing key. No catalogue may use the name. */
    public static final EventType TYPE = new EventType("competition", "definition");

    @Override
    public IncidentId incident() {
        return new IncidentId(SOURCE, competition);
    }

    @Override
    public EventType type() {
        return TYPE;
    }
}
