package dev.touchline.weighing;

import dev.touchline.event.Coded;
import dev.touchline.event.Event;
import dev.touchline.event.IncidentId;
import java.util.List;

/**
 * A difference between reporters that a person may decide.
 *
 * @param group the key of the incidents that it is about
 * @param incidents as reported, the one whose details count first
 */
public record Discrepancy(Kind kind, String group, List<Event> incidents) {

    /** The kinds of differences. */
    public enum Kind implements Coded {
        /** One source reports what the leader lacks; it does not count. */
        UNCONFIRMED,
        /** Two sources report what the leader lacks; it counts. */
        PROVISIONAL,
        /** Two sources lack what the leader reports, and report later things. */
        CONTRADICTED,
        /** Reports of one incident differ in kind, team, player, period or minute. */
        DIFFERS,
        /** An operator vetoed it, and afterwards the leader or two others reported it. */
        VETOED,
        /** Without a declaration: two sources may report the same incident, which counts twice. */
        LIKELY_DUPLICATE
    }

    /** A stable text: the kind, and the incident whose details count or would. */
    public String key() {
        IncidentId incident = incidents.get(0).incident();
        return kind.code() + ":" + incident.source() + "/" + incident.id();
    }
}
