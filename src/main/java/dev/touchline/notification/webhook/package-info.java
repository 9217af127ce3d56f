/**
 * Calls webhooks: signed, and only at addresses that were checked. Their secrets are encrypted in the database. Entry:
 * {@code WebhookClient}; {@code DestinationPolicy} checks the addresses. Depends on {@code codec.update}, {@code database},
 * {@code network}, {@code role} and {@code security}.
 */
package dev.touchline.notification.webhook;
