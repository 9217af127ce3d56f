/**
 * The statistics role: takes batches of reports from the broker, stores them and what follows from them in one
 * transaction, and publishes the updates. Depends on {@code event}, {@code match}, {@code format} and
 * {@code messaging}.
 */
package dev.touchline.statistics;
