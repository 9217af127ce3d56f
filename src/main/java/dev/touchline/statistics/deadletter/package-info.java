/**
 * Dead letters in a table: stored from the dead-letter queue, listed, redriven and deleted. Entry:
 * {@code DeadLetterConsumer}, {@code DeadLettersResource}. Depends on {@code database}, {@code http},
 * {@code http.query}, {@code json}, {@code logging}, {@code messaging.connector}, {@code messaging.deadletter},
 * {@code messaging.meter}, {@code messaging.topology}, {@code role} and {@code security}.
 */
package dev.touchline.statistics.deadletter;
