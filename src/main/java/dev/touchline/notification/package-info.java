/**
 * The notification role: starts webhooks and headlines when the feed has new entries, and measures their backlog.
 * Entry: {@code NotificationProcessor}. Depends on {@code codec.update}, {@code database}, {@code event}, {@code json},
 * {@code logging}, {@code messaging.connector}, {@code notification.delivery}, {@code notification.feed},
 * {@code notification.headline}, {@code notification.subscription}, {@code notification.webhook}, {@code role} and
 * {@code weighing}.
 */
package dev.touchline.notification;
