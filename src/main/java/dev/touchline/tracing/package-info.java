/** Traces from the request over the broker to the streams; disabled by default. Depends on nothing. */
package dev.touchline.tracing;
