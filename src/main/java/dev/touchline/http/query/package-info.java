/**
 * The parameters of reads: filters, pages, periods of time, and conditions of a GET. Entry: {@code QueryParameters}.
 * Depends on {@code event}, {@code http} and {@code json}.
 */
package dev.touchline.http.query;
