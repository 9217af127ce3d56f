/**
 * The statistics role: consumes reports in batches, stores them, publishes the updates, and serves the dead letters.
 * Entry: {@code StatisticsProcessor}. Depends on {@code codec}, {@code codec.update}, {@code event}, {@code http},
 * {@code json}, {@code logging}, {@code memory}, {@code messaging.connector}, {@code messaging.deadletter},
 * {@code messaging.topology}, {@code role}, {@code security}, {@code sport}, {@code statistics.storage},
 * {@code statistics.tombstone} and {@code tracing}.
 */
package dev.touchline.statistics.processing;
