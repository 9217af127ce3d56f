/**
 * Dead letters: {@code DeadLetterPublisher} publishes a message that cannot be processed with its reason,
 * {@code DeadLetterQueue} lists, redrives and deletes. Depends on {@code memory}, {@code messaging.connector} and
 * {@code messaging.topology}.
 */
package dev.touchline.messaging.deadletter;
