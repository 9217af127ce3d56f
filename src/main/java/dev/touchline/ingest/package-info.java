/**
 * The ingest role: takes reports over HTTP, and answers 202 once the broker has confirmed every one of them. It knows
 * no database. Depends on {@code event}, {@code format}, {@code http}, {@code memory}, {@code messaging},
 * {@code problem}, {@code role} and {@code security}.
 */
package dev.touchline.ingest;
