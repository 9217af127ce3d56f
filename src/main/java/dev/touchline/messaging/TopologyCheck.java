package dev.touchline.messaging;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready until exchanges, queues and bindings are there. */
@Readiness
@ApplicationScoped
class TopologyCheck implements HealthCheck {

    private final Topology topology;

    TopologyCheck(Topology topology) {
        this.topology = topology;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("Broker topology")
                .status(topology.declared())
                .build();
    }
}
