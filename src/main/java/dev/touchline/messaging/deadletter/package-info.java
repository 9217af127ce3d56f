/**
 * Dead letters as messages: {@code DeadLetterPublisher} publishes a message that cannot be processed with its reason and
 * redrives it, {@code DeadLetterHeaders} reads it. Depends on {@code messaging.connector} and
 * {@code messaging.topology}.
 */
package dev.touchline.messaging.deadletter;
