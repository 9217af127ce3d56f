package dev.touchline.notification.subscription;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;

/** Who is asking. */
@RequestScoped
class CallerIdentity {

    /** All callers that do not say who they are are one. */
    private static final String ANONYMOUS = "anonymous";

    private final SecurityIdentity identity;

    CallerIdentity(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** The caller's name, as whoever authenticated it has it. */
    String name() {
        return identity.isAnonymous() ? ANONYMOUS : identity.getPrincipal().getName();
    }
}
