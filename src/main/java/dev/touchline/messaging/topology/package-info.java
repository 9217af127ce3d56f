/**
 * Exchanges, queues and bindings at the broker, and the connections that declare and use them. Entry: {@code Topology}.
 * Depends on {@code event}, {@code memory}, {@code network} and {@code sport}.
 */
package dev.touchline.messaging.topology;
