package dev.touchline.role;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Health endpoints. */
@ConfigMapping(prefix = "touchline.health")
interface HealthConfig {

    /** Whether the HTTP port serves health, too. For platforms with one port per container, such as Knative. */
    @WithDefault("false")
    boolean onHttpPort();
}
