/**
 * Loads the sports at start and serves them. Entry: {@code CatalogueLoader}. Depends on {@code codec.catalogue},
 * {@code event}, {@code http}, {@code security} and {@code sport}.
 */
package dev.touchline.catalogue;
