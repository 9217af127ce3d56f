/**
 * Loads the sports at start, and shows them. Depends on {@code event}, {@code format}, {@code problem} and
 * {@code security}.
 */
package dev.touchline.catalogue;
