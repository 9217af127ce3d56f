/**
 * Plans of simulations: generated matches and patterns of events, repeatable by their seed. Entry:
 * {@code SimulationPlan}. Depends on {@code json} and {@code simulation.agent}.
 */
package dev.touchline.simulation.plan;
