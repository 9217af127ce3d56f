/**
 * The stages of a competition and their tables, computed from its matches. Pure functions and values; no I/O, no
 * framework, no clock of its own. Entry: {@code Standings}. Depends on {@code competition.round}, {@code event},
 * {@code match}, {@code match.tally} and {@code sport}.
 */
package dev.touchline.competition;
