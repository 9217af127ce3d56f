/**
 * Telling other systems: webhooks, and headlines on an exchange of their own. Both follow the feed of updates in the
 * database from where they last were; the {@code notifications} queue only says that there is something new. {@code
 * FeedConsumer} goes on from there, {@code DeliveryPlanner} decides who is to be told what, {@code DeliveryDispatcher} decides when,
 * {@code WebhookClient} makes the call, and {@code DestinationPolicy} says where none may go. Depends on {@code event},
 * {@code format}, {@code messaging}, {@code database}, {@code problem},
 * {@code role}, {@code security} and {@code network}.
 */
package dev.touchline.notification;
