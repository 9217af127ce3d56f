/**
 * The vocabulary: events, announcements and competition definitions, and the catalogue that defines the kinds of events
 * of each sport. Pure values over the JDK, without I/O. Depends on nothing.
 */
package dev.touchline.event;
