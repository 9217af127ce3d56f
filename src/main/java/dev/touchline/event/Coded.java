package dev.touchline.event;

import java.util.Locale;

/** An enum whose constants are written in JSON by their names in lower case. */
public interface Coded {

    /** The name of the constant. */
    String name();

    /** As written in JSON: {@code home} for {@code HOME}. */
    default String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
