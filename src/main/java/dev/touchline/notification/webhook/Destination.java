package dev.touchline.notification.webhook;

import java.net.URI;
import java.util.Locale;

/**
 * The parsed URL of a webhook.
 *
 * @param host a name or an address, without brackets
 * @param path the path with its query
 */
public record Destination(String url, boolean secure, String host, int port, String path) {

    static Destination parse(URI uri) {
        boolean secure = uri.getScheme().equalsIgnoreCase("https");
        String host = uri.getHost();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new Destination(
                uri.toString(),
                secure,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                uri.getPort() == -1 ? (secure ? 443 : 80) : uri.getPort(),
                uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }

    /** Host and port: the key of the limit per host. */
    public String authority() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]").toLowerCase(Locale.ROOT) + ":" + port;
    }
}
