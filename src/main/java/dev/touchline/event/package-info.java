/**
 * The vocabulary of reports: events, announcements and competition definitions. Pure values over the JDK, without I/O.
 * Depends on nothing.
 */
package dev.touchline.event;
