/**
 * Webhooks and headlines. {@code FeedConsumer} reads the feed in the database from the last committed position;
 * messages on the queue {@code notifications} only wake it. {@code DeliveryPlanner} inserts deliveries, {@code
 * DeliveryDispatcher} leases and sends them, {@code WebhookClient} makes the HTTP call, and {@code DestinationPolicy}
 * refuses internal addresses. {@code HeadlinePublisher} publishes to the headlines exchange. Depends on {@code event},
 * {@code format}, {@code messaging}, {@code database}, {@code problem},
 * {@code role}, {@code security} and {@code network}.
 */
package dev.touchline.notification;
