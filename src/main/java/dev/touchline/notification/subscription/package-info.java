/**
 * Subscriptions to webhooks, their resources, and the plan of one delivery per update and matching subscription. Entry:
 * {@code SubscriptionsResource}, {@code DeliveryPlanner}. Depends on {@code codec.update}, {@code database},
 * {@code event}, {@code http}, {@code http.query}, {@code json}, {@code logging}, {@code notification.delivery},
 * {@code notification.feed}, {@code notification.webhook}, {@code role}, {@code security} and {@code sport}.
 */
package dev.touchline.notification.subscription;
