package dev.touchline.security;

import java.util.List;

/**
 * The roles a token may carry in its claim {@code groups}. None includes another: whoever needs two is given two.
 */
public final class TokenRoles {

    /** Reports events under its own source names, announces matches and declares competitions. */
    public static final String PRODUCER = "producer";
    /** Manages its own webhooks. */
    public static final String SUBSCRIBER = "subscriber";
    /** Sees dead letters, rebuilds, and starts simulations. */
    public static final String ADMIN = "admin";

    /** All of them. */
    public static final List<String> ROLES = List.of(PRODUCER, SUBSCRIBER, ADMIN);

    private TokenRoles() {}
}
