/**
 * The tables and brackets of competitions as responses. Entries: {@code StandingsView}, {@code BracketView}. Depends on
 * {@code competition}, {@code competition.knockout}, {@code event}, {@code http}, {@code live.directory} and
 * {@code match.tally}.
 */
package dev.touchline.live.table;
