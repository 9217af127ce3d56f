/**
 * The HTTP connections: tracks how much of a request has arrived, and discards the rest of a body whose request has
 * been answered, so that the client receives the answer. Entry: {@code EarlyAnswers}. Depends on
 * {@code network}.
 */
package dev.touchline.http.connection;
