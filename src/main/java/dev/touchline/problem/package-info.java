/**
 * What goes wrong, told to the client as RFC 9457 problem details with a stable type; the one place where exceptions
 * become answers. Depends on {@code format}.
 */
package dev.touchline.problem;
