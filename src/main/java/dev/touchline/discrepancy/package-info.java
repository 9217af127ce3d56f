/**
 * Discrepancies between the reporters of a match, as people and programs read them. Entry: {@code DiscrepancyView}.
 * Depends on {@code codec}, {@code event}, {@code json} and {@code sport}.
 */
package dev.touchline.discrepancy;
