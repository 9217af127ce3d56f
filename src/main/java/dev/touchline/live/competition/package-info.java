/**
 * Reads of competitions: definitions, standings, brackets and scorers. Tables are computed once per change and shared
 * by their readers. Entry: {@code CompetitionsResource}. Depends on {@code codec}, {@code codec.competition},
 * {@code codec.update}, {@code competition}, {@code competition.knockout}, {@code database}, {@code directory},
 * {@code event}, {@code http}, {@code http.query}, {@code live.alias}, {@code live.cache}, {@code live.directory},
 * {@code live.feed}, {@code live.query}, {@code live.scorer}, {@code live.table}, {@code match}, {@code match.tally},
 * {@code memory}, {@code role}, {@code security} and {@code sport}.
 */
package dev.touchline.live.competition;
