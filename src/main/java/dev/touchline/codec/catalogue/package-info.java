/**
 * Reads and writes the catalogues of sports and the rules of competitions. Entry: {@code CatalogueReader}. Depends on
 * {@code event} and {@code json}.
 */
package dev.touchline.codec.catalogue;
