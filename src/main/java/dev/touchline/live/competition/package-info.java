/**
 * Reads of competitions: definitions, standings, brackets and scorers. Tables are computed once per change and shared
 * by their readers. Entry: {@code CompetitionsResource}. Depends on {@code codec}, {@code codec.competition},
 * {@code codec.update}, {@code competition}, {@code competition.knockout}, {@code database}, {@code event},
 * {@code http}, {@code live.cache}, {@code live.feed}, {@code live.query}, {@code match}, {@code match.tally},
 * {@code memory}, {@code role}, {@code security} and {@code sport}.
 */
package dev.touchline.live.competition;
