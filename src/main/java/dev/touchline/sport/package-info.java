/**
 * The sports: the kinds of events of each, their points, figures, periods and texts, and the catalogue of all sports.
 * Pure values over the JDK, without I/O. Entry: {@code SportCatalogue}. Depends on {@code event}.
 */
package dev.touchline.sport;
