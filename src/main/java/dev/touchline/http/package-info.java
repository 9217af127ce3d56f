/**
 * Requests over HTTP: RFC 9457 problem details and the one place where exceptions become them
 * ({@code ExceptionMappers}), query parameters and pages, the bounds on request bodies ({@code BodyLimit}) and responses
 * ({@code ReadLimit}, {@code UnsentBytes}), and draining before the process ends. Depends on {@code event},
 * {@code http.connection}, {@code json}, {@code logging}, {@code memory} and {@code network}.
 */
package dev.touchline.http;
