/**
 * When the sources of a match were last heard from. Entry: {@code SignsOfLife}. Depends on {@code database} and
 * {@code event}.
 */
package dev.touchline.statistics.reporter;
