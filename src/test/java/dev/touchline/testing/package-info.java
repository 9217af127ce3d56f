/**
 * Helpers of the tests: clients of the API and its streams, child processes, servers that fail on demand, and
 * assertions.
 */
package dev.touchline.testing;
