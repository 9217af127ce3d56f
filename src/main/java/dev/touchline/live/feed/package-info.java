/**
 * The updates of all matches in the order of their positions; updates that the broker did not deliver are read from the
 * database. Entry: {@code UpdateFeed}. Depends on {@code codec.update}, {@code database}, {@code json},
 * {@code logging}, {@code memory}, {@code role} and {@code tracing}.
 */
package dev.touchline.live.feed;
