package dev.touchline.statistics.tombstone;

import dev.touchline.event.Report;

/**
 * A report of a deleted match or competition that was not deleted with it. It is set aside as a dead letter.
 *
 * @param reason names the deletion; equal for repeats of the report
 */
public record LateReport(Report report, String reason) {}
