package dev.touchline.weighing;

import dev.touchline.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The latest place that a source reported in a match.
 *
 * @param minute the highest, with its stoppage time; null if it stated none
 * @param time the latest
 */
public record Progress(Integer minute, Instant time) {

    /** The progress by one event. */
    public static Progress of(Event event) {
        return new Progress(Places.minute(event.clock()), event.effectiveTime());
    }

    /** The progress of each source of the events. */
    public static Map<String, Progress> of(Iterable<Event> events) {
        Map<String, Progress> progress = new HashMap<>();
        events.forEach(event -> progress.merge(event.incident().source(), of(event), Progress::max));
        return progress;
    }

    /** The later place of each kind. */
    public static Progress max(Progress one, Progress other) {
        Integer minute =
                one.minute == null || other.minute != null && other.minute > one.minute ? other.minute : one.minute;
        return new Progress(minute, one.time.isAfter(other.time) ? one.time : other.time);
    }

    /** Whether it is later than an event by more than the window. */
    boolean isPast(Event event, Window window) {
        Integer at = Places.minute(event.clock());
        return at != null && minute != null
                ? minute - at > 2 * window.minutes()
                : Duration.between(event.effectiveTime(), time).toSeconds() > window.seconds();
    }
}
