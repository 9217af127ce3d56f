package dev.touchline.command;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.eclipse.microprofile.config.Config;

/**
 * The health endpoint of a process.
 *
 * @param address reachable from this machine
 * @param path without a slash at its end
 */
record HealthEndpoint(InetSocketAddress address, String path) {

    private static final int MAX_PORT = 65_535;

    /**
     * The endpoint on the management interface or, if that is disabled, on the public one.
     *
     * @throws IllegalArgumentException if the settings contain no usable address; the message names the key
     */
    static HealthEndpoint configured(Config config) {
        if (flag(config, "quarkus.management.enabled", false)) {
            InetSocketAddress address = address(config, "quarkus.management.", "port", 9000);
            return new HealthEndpoint(
                    address, resolve("/", text(config, "quarkus.management.root-path", "/q"), "health"));
        }
        String root = text(config, "quarkus.http.root-path", "/");
        String own = text(config, "quarkus.http.non-application-root-path", "q");
        boolean plain =
                text(config, "quarkus.http.insecure-requests", "enabled").equalsIgnoreCase("enabled");
        InetSocketAddress address = address(config, "quarkus.http.", plain ? "port" : "ssl-port", plain ? 8080 : 8443);
        return new HealthEndpoint(address, resolve("/", root, own, "health"));
    }

    private static InetSocketAddress address(Config config, String prefix, String portKey, int defaultPort) {
        if (!flag(config, prefix + "host-enabled", true)) {
            throw new IllegalArgumentException(prefix + "host-enabled is false: there is no port to probe");
        }
        int port = config.getOptionalValue(prefix + portKey, Integer.class).orElse(defaultPort);
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    prefix + portKey + " is " + port + ": a probe needs a port from 1 to " + MAX_PORT);
        }
        String host = text(config, prefix + "host", "0.0.0.0");
        try {
            InetAddress address = InetAddress.getByName(host);
            // A server that listens on all addresses is probed at loopback, in its address family.
            String reachable =
                    !address.isAnyLocalAddress() ? host : address.getAddress().length == 4 ? "127.0.0.1" : "::1";
            return new InetSocketAddress(InetAddress.getByName(reachable), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(prefix + "host is " + host + ", which has no address", e);
        }
    }

    private static boolean flag(Config config, String key, boolean defaultValue) {
        return config.getOptionalValue(key, Boolean.class).orElse(defaultValue);
    }

    private static String text(Config config, String key, String defaultValue) {
        return config.getOptionalValue(key, String.class).orElse(defaultValue);
    }

    /** Each path is relative to the previous one, unless it begins with a slash. */
    private static String resolve(String... paths) {
        String resolved = "";
        for (String path : paths) {
            String bare = path.replaceAll("^/+|/+$", "");
            if (path.startsWith("/")) {
                resolved = "";
            }
            resolved += bare.isEmpty() ? "" : "/" + bare;
        }
        return resolved;
    }

    @Override
    public String toString() {
        return address.getAddress().getHostAddress() + ":" + address.getPort() + path;
    }
}
