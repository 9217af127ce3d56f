/**
 * Writes the frames of a stream to a connection that may be slow. Entry: {@code SseWriter}. Depends on {@code http},
 * {@code http.connection} and {@code live.feed}.
 */
package dev.touchline.live.sse;
