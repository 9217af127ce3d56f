/**
 * Agents that play matches, for development and for trying a deployment out. They know only the HTTP ingest, like any
 * other agent. Depends on {@code problem}, for the answers of its own resource.
 */
package dev.touchline.simulation;
