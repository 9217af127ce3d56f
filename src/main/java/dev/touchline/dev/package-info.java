/**
 * Embedded broker and database for dev mode and tests, started where none is configured. Their libraries are not in the
 * artifact, and nothing here runs in production. No package may depend on this one.
 */
package dev.touchline.dev;
