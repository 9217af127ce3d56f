package dev.touchline.simulation.agent;

import java.net.URI;

/**
 * The address of ingest for simulated agents.
 *
 * @param authorization the value of the header Authorization, or null
 * @param starting whether the server may not be listening yet
 */
public record IngestAddress(URI uri, String authorization, boolean starting) {

    /** The address without credentials and path, for logs and responses. */
    String shown() {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }
}
