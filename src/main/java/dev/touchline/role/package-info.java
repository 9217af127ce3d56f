/**
 * The roles of this process: disables channels, HTTP paths and connections of the others, documents the roles in
 * OpenAPI, and reports readiness by the required and optional dependencies of each role. Depends on {@code problem}.
 */
package dev.touchline.role;
