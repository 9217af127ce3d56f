/**
 * What a set of reports amounts to: score, phase, clock and figures of a match, and the words in which a change is
 * told. Pure functions and values over {@code event}; no I/O, no framework, no clock of its own.
 */
package dev.touchline.match;
