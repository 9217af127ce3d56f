/**
 * Serves the web page in {@code META-INF/resources} with the live role, from which the page reads everything. Entry:
 * {@code PageResource}. Depends on {@code http}, {@code http.query} and {@code role}.
 */
package dev.touchline.page;
