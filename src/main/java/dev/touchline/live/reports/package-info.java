/**
 * Reads of what the sources of a match reported, of the decisions of operators, and of the discrepancies between reporters.
 * Entry: {@code MatchReportsResource}. Depends on nothing.
 */
package dev.touchline.live.reports;
