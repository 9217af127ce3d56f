/**
 * Bearer tokens with their roles, producers with their sources, and the keys and tokens that commands create. Depends
 * on nothing; {@code problem} maps refusals to responses.
 */
package dev.touchline.security;
