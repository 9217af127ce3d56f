package dev.touchline.page;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the page offers. */
@ConfigMapping(prefix = "touchline.page")
interface PageConfig {

    /**
     * Whether the page has a form to report events by hand. On for development, and where everyone who sees the page
     * may report; it decides about the form only, not about who may report.
     */
    @WithDefault("false")
    boolean reporting();
}
