package dev.touchline.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A decision of an operator about the reports of a match. It outranks them, whatever is reported later, until it is taken
 * back. Fields that an action does not use are null, or empty.
 *
 * @param id unique within the match, whoever decides
 * @param incidents two for {@link Action#MERGE} and {@link Action#SEPARATE}; one for {@link Action#VETO}, {@link
 *     Action#ACCEPT} and {@link Action#OVERRULE}
 * @param values the fields that are overruled, as in the JSON of an event: type, team, period, minute, stoppage, player and
 *     assist. A null value removes the field; a minute always has its stoppage
 * @param leader the source that leads
 * @param takesBack the id of the decision that is taken back
 * @param reason a line for people, or null
 */
public record Decision(
        String match,
        String id,
        Action action,
        List<IncidentId> incidents,
        Map<String, Object> values,
        String leader,
        String takesBack,
        String reason,
        Instant receivedAt,
        Reporter reporter)
        implements MatchStatement {

    /** The source of every decision. Agents may not use the prefix {@code touchline:}. */
    public static final String SOURCE = "touchline:decision";

    /** The type of every decision. */
    public static final EventType TYPE = new EventType(SPORT, "decision");

    /** The fields of an event that may be overruled. */
    public static final List<String> FIELDS =
            List.of("type", "team", "period", "minute", "stoppage", "player", "assist");

    /** The effect of a decision. */
    public enum Action implements Coded {
        /** Two reported incidents are one. */
        MERGE,
        /** Two reported incidents are not the same. */
        SEPARATE,
        /** The incident does not count. */
        VETO,
        /** The incident counts, whoever reported it. */
        ACCEPT,
        /** Fields of the incident have other values. */
        OVERRULE,
        /** A source leads, whatever its rank. */
        LEADER,
        /** The match that was deleted is a match again. */
        RESTORE,
        /** Another decision never was. */
        TAKE_BACK
    }

    @Override
    public IncidentId incident() {
        return new IncidentId(SOURCE, id);
    }

    /** A decision has one revision: a second one with the same id is a repeat, or a conflict. */
    @Override
    public long revision() {
        return 1;
    }

    @Override
    public EventType type() {
        return TYPE;
    }
}
