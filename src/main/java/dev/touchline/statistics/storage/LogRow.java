package dev.touchline.statistics.storage;

import dev.touchline.codec.update.UpdateJson.EncodedUpdate;
import dev.touchline.event.MatchReport;
import dev.touchline.event.MatchReport.IncidentKey;
import dev.touchline.event.Reporter;
import java.time.Instant;

/**
 * A row of the event log to be inserted.
 *
 * @param update null if it changed nothing
 * @param hidden whether the match is deleted: its updates are no news, and have no position
 */
public record LogRow(
        IncidentKey key,
        long revision,
        Instant receivedAt,
        String type,
        String content,
        Reporter reporter,
        EncodedUpdate update,
        boolean hidden) {

    /** The row of a report. */
    static LogRow of(BatchFold.LoggedReport logged) {
        return of(logged, logged.update(), false);
    }

    /** The row of a report, with another update. */
    static LogRow of(BatchFold.LoggedReport logged, EncodedUpdate update, boolean hidden) {
        MatchReport report = logged.report();
        return new LogRow(
                report.incidentKey(),
                report.revision(),
                report.receivedAt(),
                report.type().toString(),
                logged.content(),
                report.reporter(),
                update,
                hidden);
    }
}
