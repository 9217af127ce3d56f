package dev.touchline.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A report about a match that is neither an event nor an announcement. It is in the log like an event, and what follows from
 * it depends on the set of reports, not on their order.
 */
public sealed interface MatchStatement extends MatchReport
        permits Decision, FullList, Handover, LineUp, MatchDeletion, SignOfLife {

    /** The sport of their types, and the routing key. No catalogue may use the name. */
    String SPORT = "match";

    /** The time of receipt in microseconds since 1970. */
    @Override
    default long revision() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt());
    }
}
