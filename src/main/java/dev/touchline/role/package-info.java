/**
 * The roles of this process: which channels, HTTP paths and connections are switched off without a role, and the
 * readiness of each role by the dependencies that it requires. Entry: {@code Roles}. Depends on nothing.
 */
package dev.touchline.role;
