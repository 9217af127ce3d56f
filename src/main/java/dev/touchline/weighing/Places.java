package dev.touchline.weighing;

import dev.touchline.event.Event;
import dev.touchline.event.MatchClock;
import dev.touchline.sport.Sport;
import java.time.Duration;

/** The places of incidents on the match clock and in time, and the distance between two of them. */
final class Places {

    private Places() {}

    /** Minute and stoppage time in one, or null if the minute is unknown. */
    static Integer minute(MatchClock clock) {
        return clock.minute() == null ? null : Integer.valueOf(clock.minute() + clock.stoppage());
    }

    /** The period that the event states, with its name or its stoppage time; null if it states none. */
    static String statedPeriod(Event event, Sport sport) {
        MatchClock clock = event.clock();
        boolean states = clock.period() != null || clock.stoppage() > 0;
        return states
                ? sport.resolveClock(clock, sport.kinds().get(event.type().kind()))
                        .period()
                : null;
    }

    /** Minutes apart, 0 if either is unknown. */
    static int minutesApart(Event one, Event other) {
        Integer a = minute(one.clock());
        Integer b = minute(other.clock());
        return a == null || b == null ? 0 : Math.abs(a - b);
    }

    /** Seconds apart in the times that the agents stated; 0 unless both did. */
    static long statedSecondsApart(Event one, Event other) {
        return one.occurredAt() == null || other.occurredAt() == null ? 0 : secondsApart(one, other);
    }

    private static long secondsApart(Event one, Event other) {
        return Math.abs(
                Duration.between(one.effectiveTime(), other.effectiveTime()).toSeconds());
    }

    /** Whether two events of one group may be the same incident. */
    static boolean near(Event one, Event other, Sport sport, Window window) {
        String period = statedPeriod(one, sport);
        String otherPeriod = statedPeriod(other, sport);
        if (period != null && otherPeriod != null && !period.equals(otherPeriod)) {
            return false;
        }
        if (minute(one.clock()) == null || minute(other.clock()) == null) {
            return secondsApart(one, other) <= window.seconds();
        }
        // Each of the two minutes may be off.
        return minutesApart(one, other) <= 2 * window.minutes();
    }
}
