/**
 * The statistics role: consumes reports, stores each batch with its projections in one transaction, and publishes the
 * updates. Rebuilds the projections from the event log. Depends on {@code event},
 * {@code match}, {@code format}, {@code messaging}, {@code database}, {@code problem},
 * {@code role} and {@code security}.
 */
package dev.touchline.statistics;
