/**
 * Loads the sports at start and serves them. Entry: {@code CatalogueLoader}. Depends on {@code codec.catalogue},
 * {@code event}, {@code http} and {@code security}.
 */
package dev.touchline.catalogue;
