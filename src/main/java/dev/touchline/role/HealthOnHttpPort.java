package dev.touchline.role;

import io.quarkus.smallrye.health.runtime.SmallRyeLivenessHandler;
import io.quarkus.smallrye.health.runtime.SmallRyeReadinessHandler;
import io.quarkus.smallrye.health.runtime.SmallRyeStartupHandler;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Serves health on the HTTP port at run time; Quarkus fixes its management port at build time. */
@ApplicationScoped
class HealthOnHttpPort {

    private static final String HEALTH = "/q/health/";

    void register(@Observes Router router, HealthConfig config) {
        if (config.onHttpPort()) {
            router.get(HEALTH + "live").handler(new SmallRyeLivenessHandler());
            router.get(HEALTH + "ready").handler(new SmallRyeReadinessHandler());
            router.get(HEALTH + "started").handler(new SmallRyeStartupHandler());
        }
    }
}
