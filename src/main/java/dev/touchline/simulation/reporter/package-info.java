/**
 * Imperfect reporters of one match: their reports, and the truth to compare with. Entry: {@code ReportersPlan}. Depends on
 * {@code json}, {@code simulation.agent} and {@code simulation.plan}.
 */
package dev.touchline.simulation.reporter;
