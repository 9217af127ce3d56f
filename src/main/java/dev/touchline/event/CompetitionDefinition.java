package dev.touchline.event;

import java.time.Instant;
import java.util.List;

/**
 * What a competition is. Never required; declaring again replaces it, and the latest by time of receipt stands.
 *
 * @param competition the competition's id
 * @param revision the time of receipt in microseconds since 1970, so that the latest wins in any order of arrival
 * @param name for people, or null
 * @param sport the sport's name in its catalogue, or null
 * @param rules what is not as usual in its standings
 * @param deductions points that teams were deprived of
 * @param receivedAt when Touchline received it
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

    /** The source of every declaration. The prefix {@code touchline:} is refused from agents. */
    public static final String SOURCE = "touchline:declaration";

    /** A declaration belongs to no sport, and has a routing key of its own. No catalogue may take the name. */
    public static final EventType TYPE = new EventType("competition", "declaration");

    @Override
    public IncidentId incident() {
        return new IncidentId(SOURCE, competition);
    }

    @Override
    public EventType type() {
        return TYPE;
    }
}
