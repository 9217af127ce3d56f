/**
 * The vocabulary: what an agent can say about a match, and the catalogue that gives each sport's words their
 * meaning. Pure values, with nothing but the JDK underneath and no I/O; every other room may depend on this one.
 */
package dev.touchline.event;
