/**
 * For development and tests: a broker and a database inside this process, if none is configured. The libraries for them
 * are not in the artifact. No other package may depend on this one. Entry: {@code EmbeddedServices}. Depends on
 * nothing.
 */
package dev.touchline.dev;
