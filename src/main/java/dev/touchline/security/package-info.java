/**
 * Authentication and authorization: bearer tokens and their roles, the sources, matches and competitions that a producer
 * may use, and the keys and tokens that the commands create. Entry: {@code ProducerResolver}, {@code ReadAccessFilter}.
 * Depends on {@code event}, {@code network} and {@code role}.
 */
package dev.touchline.security;
