/**
 * Simulated agents, which report over HTTP like any other agent, and the client that reads back the feed. Entry:
 * {@code Agent}. Depends on {@code json}.
 */
package dev.touchline.simulation.agent;
