/**
 * The resources of simulations, replays and cameras, and the simulations that run. Entry: {@code SimulationRegistry}.
 * Depends on {@code event}, {@code http}, {@code http.query}, {@code json}, {@code network}, {@code security},
 * {@code simulation.agent}, {@code simulation.camera}, {@code simulation.plan}, {@code simulation.replay} and
 * {@code simulation.reporter}.
 */
package dev.touchline.simulation;
