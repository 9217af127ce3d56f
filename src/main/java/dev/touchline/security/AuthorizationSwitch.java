package dev.touchline.security;

import io.quarkus.security.spi.runtime.AuthorizationController;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.interceptor.Interceptor;

/** Disables all authorization if {@link SecurityConfig#enabled()} is false. */
@Alternative
@Priority(Interceptor.Priority.PLATFORM_AFTER)
@ApplicationScoped
class AuthorizationSwitch extends AuthorizationController {

    private final boolean enabled;

    AuthorizationSwitch(SecurityConfig config) {
        this.enabled = config.enabled();
    }

    @Override
    public boolean isAuthorizationEnabled() {
        return enabled;
    }
}
