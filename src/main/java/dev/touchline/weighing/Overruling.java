package dev.touchline.weighing;

import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.MatchClock;
import dev.touchline.event.Side;
import dev.touchline.event.Status;
import dev.touchline.sport.Sport;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The fields of an event that operators overrule. */
final class Overruling {

    private Overruling() {}

    /** The event with other values of some fields, and with a status. A value that the field cannot have is disregarded. */
    static Event apply(Event event, Map<String, Object> values, Status status, Sport sport) {
        if (values.isEmpty() && status == event.status()) {
            return event;
        }
        return new Event(
                event.incident(),
                event.revision(),
                type(event.type(), values, sport),
                event.match(),
                event.occurredAt(),
                clock(event.clock(), values),
                values.containsKey("team") ? side(values.get("team")) : event.team(),
                text("player", event.player(), values),
                text("assist", event.assist(), values),
                status,
                event.details(),
                event.receivedAt(),
                event.reporter());
    }

    private static EventType type(EventType reported, Map<String, Object> values, Sport sport) {
        if (!(values.get("type") instanceof String text)) {
            return reported;
        }
        EventType type = EventType.parse(text);
        return type.sport().equals(sport.name()) && sport.kinds().containsKey(type.kind()) ? type : reported;
    }

    private static MatchClock clock(MatchClock reported, Map<String, Object> values) {
        String period = text("period", reported.period(), values);
        Integer minute = reported.minute();
        int stoppage = reported.stoppage();
        if (values.containsKey("minute")) {
            Object value = values.get("minute");
            MatchClock parsed = value == null ? MatchClock.UNKNOWN : MatchClock.parse(value.toString());
            if (parsed != null) {
                minute = parsed.minute();
                stoppage = parsed.stoppage();
            }
        }
        if (values.containsKey("stoppage")) {
            stoppage = values.get("stoppage") instanceof Integer given ? given : 0;
        }
        return new MatchClock(period, minute, minute == null ? 0 : stoppage);
    }

    private static Side side(Object value) {
        return Arrays.stream(Side.values())
                .filter(side -> side.code().equals(value))
                .findFirst()
                .orElse(null);
    }

    private static String text(String field, String reported, Map<String, Object> values) {
        return values.containsKey(field) ? Objects.toString(values.get(field), null) : reported;
    }

    /** Whether a report of an incident differs from the event that counts, in a field that nobody overruled. */
    static boolean differs(Event report, Event counted, Set<String> overruled, Sport sport, Window window) {
        boolean minutes = Places.minutesApart(report, counted) > window.minutes();
        return !overruled.contains("type") && !report.type().equals(counted.type())
                || !overruled.contains("team") && bothDiffer(report.team(), counted.team())
                || !overruled.contains("player") && areDifferent(report.player(), counted.player())
                || !overruled.contains("period")
                        && bothDiffer(Places.statedPeriod(report, sport), Places.statedPeriod(counted, sport))
                || !overruled.contains("minute") && minutes;
    }

    private static boolean areDifferent(String one, String other) {
        return one != null && other != null && !Names.mayBeOne(one, other);
    }

    private static boolean bothDiffer(Object one, Object other) {
        return one != null && other != null && !one.equals(other);
    }
}
