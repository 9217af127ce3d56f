package dev.touchline.role;

import java.util.Locale;

/** An external server that roles use. */
public enum Dependency {
    /** RabbitMQ. */
    BROKER,
    /** PostgreSQL. */
    DATABASE;

    /** The name in health data and metric tags. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
