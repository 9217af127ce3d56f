/**
 * Problem details (RFC 9457) with stable types, to which all exceptions are mapped here; query parameters; pages.
 * Depends on {@code format}.
 */
package dev.touchline.problem;
