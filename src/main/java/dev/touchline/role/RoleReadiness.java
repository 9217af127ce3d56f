package dev.touchline.role;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.HealthRegistry;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.interceptor.Interceptor;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * One readiness check per role. A role that lacks a dependency is degraded, and not ready if it requires that one. An
 * optional dependency must not affect readiness: an outage affects all replicas, and a service without endpoints does
 * not answer at all.
 */
@ApplicationScoped
class RoleReadiness {

    private final Roles roles;
    private final Map<Dependency, DependencyStatus> statuses = new EnumMap<>(Dependency.class);
    private final HealthRegistry checks;
    private final MeterRegistry metrics;
    private final String authorization;
    private volatile boolean schemaReady;

    RoleReadiness(
            Roles roles,
            @Any Instance<DependencyStatus> statuses,
            @Readiness HealthRegistry checks,
            MeterRegistry metrics,
            @ConfigProperty(name = "touchline.security.enabled", defaultValue = "true") boolean authorized) {
        this.roles = roles;
        this.checks = checks;
        this.metrics = metrics;
        this.authorization = authorized ? "enabled" : "disabled";
        statuses.forEach(status -> this.statuses.put(status.dependency(), status));
    }

    void register(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event) {
        for (Role role : Role.values()) {
            if (roles.has(role)) {
                checks.register(role.label(), () -> check(role));
                role.dependencies().forEach(dependency -> measure(role, dependency));
            }
        }
    }

    void schemaReady(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) SchemaReady event) {
        schemaReady = true;
    }

    private void measure(Role role, Dependency dependency) {
        Gauge.builder(
                        "touchline.degraded",
                        () -> unavailability(role, dependency).isPresent() ? 1 : 0)
                .description("1 while the role lacks the dependency")
                .tag("role", role.label())
                .tag("dependency", dependency.label())
                .register(metrics);
    }

    private HealthCheckResponse check(Role role) {
        HealthCheckResponseBuilder response = HealthCheckResponse.named(role.label());
        boolean ready = true;
        boolean degraded = false;
        for (Dependency dependency : role.dependencies()) {
            Optional<String> reason = unavailability(role, dependency);
            degraded |= reason.isPresent();
            ready &= reason.isEmpty() || canWorkWithout(role, dependency);
            response.withData(dependency.label(), reason.orElse("available"));
        }
        return response.withData("degraded", degraded)
                .withData("authorization", authorization)
                .status(ready)
                .build();
    }

    private Optional<String> unavailability(Role role, Dependency dependency) {
        return statuses.get(dependency).unavailability(role);
    }

    // Before the schema is ready, nothing is in memory to serve instead.
    private boolean canWorkWithout(Role role, Dependency dependency) {
        return !role.requires(dependency) && (dependency != Dependency.DATABASE || schemaReady);
    }
}
