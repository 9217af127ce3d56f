package dev.touchline.security;

import java.util.List;

/** The roles in the claim {@code groups} of a token. No role includes another. */
public final class TokenRoles {

    /** Reports events under its own sources, announces matches and defines competitions. */
    public static final String PRODUCER = "producer";
    /** Manages its own webhooks. */
    public static final String SUBSCRIBER = "subscriber";
    /** Decides which reports count, for any source, and stands above the owners of matches and competitions. */
    public static final String OPERATOR = "operator";
    /** Manages dead letters, rebuilds and simulations. */
    public static final String ADMIN = "admin";

    /** All roles. */
    public static final List<String> ROLES = List.of(PRODUCER, SUBSCRIBER, OPERATOR, ADMIN);

    private TokenRoles() {}
}
