/**
 * Authentication and authorization: bearer tokens and their roles, the sources that a producer may use, and the keys
 * and tokens that the commands create. Entry: {@code ProducerResolver}, {@code ReadAccessFilter}. Depends on
 * {@code network}.
 */
package dev.touchline.security;
