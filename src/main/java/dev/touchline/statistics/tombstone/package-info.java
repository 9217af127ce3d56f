/**
 * Deleted matches and competitions: which reports of them are repeats, and which are late. Entry: {@code
 * TombstoneTable}. Depends on {@code codec}, {@code database} and {@code event}.
 */
package dev.touchline.statistics.tombstone;
