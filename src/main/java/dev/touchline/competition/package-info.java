/**
 * The tables of a competition: standings and scorers computed from its matches. Pure functions and values; no I/O, no
 * framework, no clock of its own. Entry: {@code Standings}, {@code Scorer}. Depends on {@code event} and {@code match}.
 */
package dev.touchline.competition;
