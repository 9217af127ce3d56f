/**
 * Agents that play matches, for development and for trying a deployment out. They know only HTTP, like any other agent:
 * they report to the ingest, and what they see arrive comes over the feed. A plan is all that a simulation is going to
 * send; {@code SimulationRegistry} has those that run. Depends on {@code format}, {@code problem} and {@code security}, for the
 * requests and answers of its own resource, and on {@code network}.
 */
package dev.touchline.simulation;
