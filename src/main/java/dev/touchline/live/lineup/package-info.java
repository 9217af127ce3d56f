/**
 * Reads of line-ups, and the names of players in a match. Entries: {@code LineUpReader}, {@code MatchPlayers}. Depends
 * on {@code codec}, {@code database}, {@code directory}, {@code event}, {@code live.directory} and {@code sport}.
 */
package dev.touchline.live.lineup;
