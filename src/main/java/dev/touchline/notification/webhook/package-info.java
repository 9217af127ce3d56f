/**
 * Sends the deliveries of webhooks: in order per match and subscription, signed, and only to addresses that were
 * checked. Their secrets are encrypted in the database. Entry: {@code DeliveryDispatcher}; {@code DestinationPolicy}
 * checks the addresses. Depends on {@code codec.update}, {@code database}, {@code logging}, {@code network}, {@code
 * role} and {@code security}.
 */
package dev.touchline.notification.webhook;
