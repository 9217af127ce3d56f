/**
 * What the page people look at needs of the server; the page itself is in {@code META-INF/resources}. It goes with the
 * live role, from which it reads everything. Depends on {@code role}.
 */
package dev.touchline.page;
