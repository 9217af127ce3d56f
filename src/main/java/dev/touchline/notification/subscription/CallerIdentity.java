package dev.touchline.notification.subscription;

import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;

/** The name of the caller, which owns the subscriptions it creates. */
@RequestScoped
class CallerIdentity {

    /** Unauthenticated callers share one name. */
    private static final String ANONYMOUS = "anonymous";

    private final SecurityIdentity identity;

    CallerIdentity(SecurityIdentity identity) {
        this.identity = identity;
    }

    String name() {
        return identity.isAnonymous() ? ANONYMOUS : identity.getPrincipal().getName();
    }
}
