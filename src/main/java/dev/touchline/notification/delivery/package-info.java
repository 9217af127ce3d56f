/**
 * Sends the deliveries of webhooks: in order per match and subscription, again after failures, and all that wait after
 * an outage. Entry: {@code DeliveryDispatcher}. Depends on {@code codec.update}, {@code database}, {@code logging},
 * {@code notification.webhook} and {@code role}.
 */
package dev.touchline.notification.delivery;
