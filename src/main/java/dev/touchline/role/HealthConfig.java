package dev.touchline.role;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where health is served. */
@ConfigMapping(prefix = "touchline.health")
interface HealthConfig {

    /**
     * Whether the HTTP port serves health besides the management port. For a platform that knows one port of a
     * container, such as Knative.
     */
    @WithDefault("false")
    boolean onHttpPort();
}
