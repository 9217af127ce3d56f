/**
 * What the matches of a competition amount to: standings and scorers. Pure functions and values over {@code event} and
 * {@code match}; no I/O, no framework, no clock of its own.
 */
package dev.touchline.competition;
