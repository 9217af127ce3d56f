/**
 * Sends the deliveries of webhooks: in order per match and subscription, signed, and only to addresses that were
 * checked. Entry: {@code DeliveryDispatcher}; {@code DestinationPolicy} checks the addresses. Depends on
 * {@code codec.update}, {@code database}, {@code logging}, {@code network} and {@code role}.
 */
package dev.touchline.notification.webhook;
