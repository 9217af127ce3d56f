/**
 * Cached reads: {@code ReadThroughCache} keeps values in memory, {@code ConditionalGetFilter} answers with ETags and
 * Cache-Control. Depends on {@code http}, {@code http.query} and {@code security}.
 */
package dev.touchline.live.cache;
