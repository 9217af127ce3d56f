/**
 * Loads the sports at start, and shows them. Depends on {@code event}, {@code format} and {@code problem}.
 */
package dev.touchline.catalogue;
