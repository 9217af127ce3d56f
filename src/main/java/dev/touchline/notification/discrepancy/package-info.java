/**
 * Publishes the changes of discrepancies to the exchange {@code match.discrepancies}. Entry:
 * {@code DiscrepancyProcessor}. Depends on {@code database}, {@code discrepancy}, {@code logging},
 * {@code messaging.connector}, {@code messaging.topology}, {@code role} and {@code sport}.
 */
package dev.touchline.notification.discrepancy;
