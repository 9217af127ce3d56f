/**
 * Discrepancies between the reporters of a match, as people and programs read them. Entry: {@code DiscrepancyView}.
 * Depends on nothing.
 */
package dev.touchline.discrepancy;
