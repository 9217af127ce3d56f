/**
 * Replays tournaments from OpenFootball files. Entry: {@code ReplayPlan}. Depends on {@code competition.round},
 * {@code directory}, {@code simulation.agent} and {@code simulation.plan}.
 */
package dev.touchline.simulation.replay;
