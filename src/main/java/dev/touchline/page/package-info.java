/**
 * Headers and settings of the web page, which is in {@code META-INF/resources} and reads from the live role. Depends on
 * {@code role}.
 */
package dev.touchline.page;
