/**
 * Telling other systems: webhooks, and headlines on an exchange of their own. Both follow the feed of updates in the
 * database from where they last were; the {@code notifications} queue only says that there is something new. {@code
 * FeedFollower} goes on from there, {@code Planner} decides who is to be told what, {@code Calls} decides when,
 * {@code WebhookClient} makes the call, and {@code Destinations} says where none may go. Depends on {@code event},
 * {@code format}, {@code messaging}, {@code database}, {@code problem},
 * {@code role}, {@code security} and {@code network}.
 */
package dev.touchline.notification;
