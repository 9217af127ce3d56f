/**
 * Publishes the headlines among the updates to the exchange {@code match.headlines}. Entry: {@code HeadlinePublisher}.
 * Depends on {@code codec.update}, {@code database}, {@code messaging.connector}, {@code messaging.topology} and
 * {@code notification.feed}.
 */
package dev.touchline.notification.headline;
