/**
 * The HTTP connections: tracks how much of a request has arrived, and discards the rest of an answered request, so that
 * the client receives the response. Depends on nothing.
 */
package dev.touchline.http;
