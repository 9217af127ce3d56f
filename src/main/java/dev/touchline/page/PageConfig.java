package dev.touchline.page;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The web page. */
@ConfigMapping(prefix = "touchline.page")
public interface PageConfig {

    /**
     * Whether the page has a form to report events. Enable it where users of the page may report; it does not authorize
     * them.
     */
    @WithDefault("false")
    boolean reporting();
}
