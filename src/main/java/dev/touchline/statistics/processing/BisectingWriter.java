package dev.touchline.statistics.processing;

import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.ReportBatch;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.event.Report;
import dev.touchline.statistics.storage.EventLog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/**
 * Stores a batch of reports. If the data is at fault, it bisects the batch until the failing report is alone, rejects
 * that report and stores the others.
 */
final class BisectingWriter {

    private static final int MAX_ATTEMPTS = 3;
    private static final Duration ATTEMPTS_INTERVAL = Duration.ofMillis(50);
    /**
     * SQLSTATE classes of faulty data: data exception, constraint violation, program limit exceeded, and exceptions
     * raised by triggers. All other errors are transient or need a repair of the database or of this program.
     */
    private static final List<String> DATA_ERROR_CLASSES = List.of("22", "23", "54", "P0");

    private final Log log;
    private final boolean includeKnown;
    private final List<UpdateJson.PositionedUpdate> updates = new ArrayList<>();
    private final BiConsumer<Report, RejectedReport> onRejected;

    /** Stores all of the reports or none: see {@link EventLog#store}. */
    @FunctionalInterface
    interface Log {
        EventLog.StoredBatch store(List<Report> reports, boolean includeKnown) throws SQLException;
    }

    /**
     * @param includeKnown true to return the updates of duplicates too
     * @param onRejected receives each report that is not stored
     */
    BisectingWriter(Log log, boolean includeKnown, BiConsumer<Report, RejectedReport> onRejected) {
        this.log = log;
        this.includeKnown = includeKnown;
        this.onRejected = onRejected;
    }

    /**
     * A report that is not stored, as the body of a message of its own.
     *
     * @param size of the body in bytes; more than it has if the message was too large
     * @param content of the report and what it is about, equal for each repetition; null if it could not be read
     */
    record RejectedReport(byte[] body, int size, String reason, int attempts, String content) {

        RejectedReport(byte[] body, String reason, int attempts) {
            this(body, body.length, reason, attempts, null);
        }

        static RejectedReport of(Report report, String reason, int attempts) {
            byte[] body = ReportBatch.write(List.of(report));
            // The revision of an event is in its content; that of other reports is the time of receipt.
            String content = String.join(
                    "\n",
                    report.type().toString(),
                    report.incident().source(),
                    report.incident().id(),
                    LogEntryJson.write(report));
            return new RejectedReport(body, body.length, reason, attempts, content);
        }
    }

    /** The database is unavailable; the reports are not at fault. */
    static final class TransientFailureException extends RuntimeException {
        TransientFailureException(SQLException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** The updates to publish. */
    List<UpdateJson.PositionedUpdate> updates() {
        return updates;
    }

    /**
     * Stores the reports or rejects them.
     *
     * @throws TransientFailureException if the database is unavailable; reports stored before stay stored
     */
    void write(List<Report> reports) {
        if (reports.isEmpty()) {
            return;
        }
        for (int attempt = 1; ; attempt++) {
            Exception failure = attempt(reports);
            if (failure == null) {
                return;
            }
            if (reports.size() > 1) {
                int half = reports.size() / 2;
                write(reports.subList(0, half));
                write(reports.subList(half, reports.size()));
                return;
            }
            if (attempt == MAX_ATTEMPTS) {
                onRejected.accept(reports.get(0), RejectedReport.of(reports.get(0), reason(failure), attempt));
                return;
            }
            LockSupport.parkNanos(ATTEMPTS_INTERVAL.toNanos());
        }
    }

    private Exception attempt(List<Report> reports) {
        try {
            EventLog.StoredBatch stored = log.store(reports, includeKnown);
            updates.addAll(stored.updates());
            stored.late()
                    .forEach(late ->
                            onRejected.accept(late.report(), RejectedReport.of(late.report(), late.reason(), 1)));
            return null;
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (state == null || DATA_ERROR_CLASSES.stream().noneMatch(state::startsWith)) {
                throw new TransientFailureException(e);
            }
            return e;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static String reason(Exception failure) {
        // The server's message may quote the data; its code does not.
        return failure instanceof SQLException sql
                ? "the database rejects the report: SQLSTATE " + sql.getSQLState()
                : failure.toString();
    }
}
