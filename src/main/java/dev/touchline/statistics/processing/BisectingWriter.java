package dev.touchline.statistics.processing;

import dev.touchline.codec.ReportBatch;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.event.Report;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/**
 * Stores the reports of one message or several. Where some of them cannot be stored whatever one does, it finds out which, by
 * halving what fails until it is alone, and stores the others.
 */
final class BisectingWriter {

    private static final int MAX_ATTEMPTS = 3;
    private static final Duration ATTEMPTS_INTERVAL = Duration.ofMillis(50);
    /**
     * SQLSTATE classes that say the data itself is at fault: data exception, constraint violation, a limit of the
     * server exceeded, and an exception that somebody's trigger raised. Anything else passes or is ours to mend.
     */
    private static final List<String> DATA_ERROR_CLASSES = List.of("22", "23", "54", "P0");

    private final Log log;
    private final boolean includeKnown;
    private final List<UpdateJson.PositionedUpdate> updates = new ArrayList<>();
    private final BiConsumer<Report, RejectedReport> onRejected;

    /** Takes all of the reports or none of them: see {@code EventLog.store}. */
    @FunctionalInterface
    interface Log {
        List<UpdateJson.PositionedUpdate> store(List<Report> reports, boolean includeKnown) throws SQLException;
    }

    /**
     * @param includeKnown whether updates of reports that were in the log already are wanted, too
     * @param onRejected takes what cannot be stored
     */
    BisectingWriter(Log log, boolean includeKnown, BiConsumer<Report, RejectedReport> onRejected) {
        this.log = log;
        this.includeKnown = includeKnown;
        this.onRejected = onRejected;
    }

    /**
     * What cannot be stored.
     *
     * @param body as a message of its own
     * @param attempts how often it was tried
     */
    record RejectedReport(byte[] body, String reason, int attempts) {}

    /** Nothing can be stored at the moment, through no fault of the reports. */
    static final class TransientFailureException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TransientFailureException(SQLException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** The updates to publish. */
    List<UpdateJson.PositionedUpdate> updates() {
        return updates;
    }

    /**
     * Stores what can be stored.
     *
     * @throws TransientFailureException if nothing can be at the moment; what was stored until then stays so
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
                onRejected.accept(
                        reports.get(0), new RejectedReport(ReportBatch.write(reports), reason(failure), attempt));
                return;
            }
            LockSupport.parkNanos(ATTEMPTS_INTERVAL.toNanos());
        }
    }

    private Exception attempt(List<Report> reports) {
        try {
            updates.addAll(log.store(reports, includeKnown));
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
                ? "the database does not take it: SQLSTATE " + sql.getSQLState()
                : failure.toString();
    }
}
