/**
 * The statistics role: takes batches of reports from the broker, stores them and what follows from them in one
 * transaction, and publishes the updates; and rebuilds what follows from the log. Depends on {@code event},
 * {@code match}, {@code format}, {@code messaging}, {@code database}, {@code problem},
 * {@code role} and {@code security}.
 */
package dev.touchline.statistics;
