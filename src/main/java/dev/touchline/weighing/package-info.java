/**
 * Decides which of the reported incidents of a match count: reporters are ranked, the others are witnesses, and operators
 * decide. Pure functions of the set of reports, without I/O. Entry: {@code Weighing}. Depends on {@code event} and
 * {@code sport}.
 */
package dev.touchline.weighing;
