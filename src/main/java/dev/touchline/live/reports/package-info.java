/**
 * Reads of what the sources of a match reported, of the decisions of operators, and of the discrepancies between
 * reporters. Entry: {@code MatchReportsResource}. Depends on {@code codec}, {@code database}, {@code discrepancy},
 * {@code event}, {@code http}, {@code http.query}, {@code json}, {@code live.cache}, {@code live.query}, {@code role},
 * {@code security}, {@code sport} and {@code weighing}.
 */
package dev.touchline.live.reports;
