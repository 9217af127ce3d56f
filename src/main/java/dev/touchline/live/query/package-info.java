/**
 * Reads of matches from PostgreSQL, through a cache that the feed invalidates. Entry: {@code MatchesResource}. Depends
 * on {@code catalogue}, {@code codec}, {@code codec.update}, {@code coverage}, {@code database}, {@code directory},
 * {@code event}, {@code http}, {@code http.query}, {@code json}, {@code live.cache}, {@code live.directory},
 * {@code live.feed}, {@code live.lineup}, {@code logging}, {@code match}, {@code match.tally}, {@code memory},
 * {@code role}, {@code security} and {@code sport}.
 */
package dev.touchline.live.query;
