/**
 * Which of the roles this process plays, and what is switched off with the others: channels, HTTP paths and
 * connections. Depends on nothing.
 */
package dev.touchline.role;
