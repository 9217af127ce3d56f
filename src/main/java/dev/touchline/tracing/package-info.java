/**
 * Traces from the request over the broker to the streams; off by default. Entry: {@code Tracing}. Depends on nothing.
 */
package dev.touchline.tracing;
