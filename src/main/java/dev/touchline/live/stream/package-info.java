/**
 * SSE streams: a snapshot or missed updates first, then live updates; what a slow client misses is read in pages.
 * Entry: {@code StreamRegistry}. Depends on {@code codec.update}, {@code database}, {@code http},
 * {@code http.connection}, {@code http.query}, {@code live.cache}, {@code live.feed}, {@code live.query},
 * {@code live.sse}, {@code logging}, {@code memory}, {@code network}, {@code role} and {@code security}.
 */
package dev.touchline.live.stream;
