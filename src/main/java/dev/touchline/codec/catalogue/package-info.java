/**
 * Reads and writes the catalogues of sports and the rules of competitions. Entry: {@code CatalogueReader}. Depends on
 * {@code event}, {@code json} and {@code sport}.
 */
package dev.touchline.codec.catalogue;
