/**
 * Consumes the feed of updates in the database from the last committed position of a consumer. Entry:
 * {@code FeedConsumer}. Depends on {@code database}.
 */
package dev.touchline.notification.feed;
