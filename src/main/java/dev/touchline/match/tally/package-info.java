/**
 * The sum over the incidents of a match: score, phase, clock, figures and result. Pure functions and values. Entry:
 * {@code MatchTally}. Depends on {@code event} and {@code sport}.
 */
package dev.touchline.match.tally;
