/**
 * The state of a match: score, phase, clock and figures computed from its reports, and the text of a change. Pure
 * functions and values; no I/O, no framework, no clock of its own. Entry: {@code MatchState}. Depends on {@code event},
 * {@code match.tally} and {@code sport}.
 */
package dev.touchline.match;
