package dev.touchline.role;

import java.util.Locale;

/** A server outside of the process that roles work with. */
public enum Dependency {
    /** RabbitMQ. */
    BROKER,
    /** PostgreSQL. */
    DATABASE;

    /** The name in health data and in the tag of metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
