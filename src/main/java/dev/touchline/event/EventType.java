package dev.touchline.event;

/**
 * A sport and one of its kinds, written {@code <sport>.<kind>}: {@code football.goal}.
 *
 * @param sport the sport's name in its catalogue, which is also the routing key on the events exchange
 * @param kind a kind of that sport's catalogue, or {@link #ANNOUNCEMENT}
 */
public record EventType(String sport, String kind) {

    /** The kind of an announcement in messages. No catalogue may define it. */
    public static final String ANNOUNCEMENT = "announcement";

    /** Splits at the first dot; without a dot, all of the text is the sport and the kind is empty. */
    public static EventType parse(String type) {
        int dot = type.indexOf('.');
        return dot < 0 ? new EventType(type, "") : new EventType(type.substring(0, dot), type.substring(dot + 1));
    }

    @Override
    public String toString() {
        return sport + "." + kind;
    }
}
