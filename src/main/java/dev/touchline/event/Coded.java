package dev.touchline.event;

import java.util.Locale;

/** An enum whose constants are written in JSON by their names in lower case, with hyphens. */
public interface Coded {

    /** The name of the constant. */
    String name();

    /** As written in JSON: {@code extra-time} for {@code EXTRA_TIME}. */
    default String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
