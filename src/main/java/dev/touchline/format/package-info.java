/**
 * How reports, matches and catalogues look as JSON and as CloudEvents, for every room that reads or writes them.
 * Depends on {@code event} and {@code match}. What comes from outside is checked here, once, and with every problem
 * named.
 */
package dev.touchline.format;
