package dev.touchline.network;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Reverse proxies in front of the application. */
@ConfigMapping(prefix = "touchline.http")
interface ProxyConfig {

    /**
     * Address ranges of the reverse proxies, such as {@code 10.1.0.0/16}. Only their {@code X-Forwarded-For} counts, and
     * of it the last address that is not in these ranges; without ranges, a client's address is that of its connection.
     * Set it to the addresses of the proxies alone: whoever connects from one can claim any address.
     */
    Optional<List<String>> trustedProxies();
}
