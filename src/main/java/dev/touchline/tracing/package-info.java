/** Traces, from the request over the broker to the streams; off unless they are asked for. Depends on nothing. */
package dev.touchline.tracing;
