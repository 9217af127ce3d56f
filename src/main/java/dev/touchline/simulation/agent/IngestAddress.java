package dev.touchline.simulation.agent;

import java.net.URI;

/**
 * Where agents report.
 *
 * @param uri the address
 * @param authorization the header by which they may, or null
 * @param starting whether it may not be listening yet
 */
public record IngestAddress(URI uri, String authorization, boolean starting) {

    /** The address without credentials and path, for people. */
    String shown() {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }
}
