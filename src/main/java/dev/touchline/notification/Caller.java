package dev.touchline.notification;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;

/** Who is asking. */
@RequestScoped
class Caller {

    /** All callers that do not say who they are are one. */
    private static final String ANYONE = "anonymous";

    private final SecurityIdentity identity;

    Caller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** The caller's name, as whoever authenticated it has it. */
    String name() {
        return identity.isAnonymous() ? ANYONE : identity.getPrincipal().getName();
    }
}
