/**
 * The live role: serves reads and streams of matches. The broker broadcasts updates to every process, which passes them
 * on in the order of their positions, reads missing ones from the database, and invalidates its cache. Depends on
 * {@code event}, {@code match}, {@code competition}, {@code database}, {@code format}, {@code memory}, {@code problem},
 * {@code role} and {@code security}.
 */
package dev.touchline.live;
