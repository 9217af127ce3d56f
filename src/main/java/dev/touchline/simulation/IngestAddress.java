package dev.touchline.simulation;

import java.net.URI;

/**
 * Where agents report.
 *
 * @param uri the address
 * @param authorization the header by which they may, or null
 */
record IngestAddress(URI uri, String authorization) {}
