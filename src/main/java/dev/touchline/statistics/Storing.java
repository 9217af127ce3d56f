package dev.touchline.statistics;

import dev.touchline.event.Report;
import dev.touchline.format.ReportBatch;
import dev.touchline.format.UpdateJson;
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
final class Storing {

    private static final int MOST_ATTEMPTS = 3;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(50);
    /**
     * SQLSTATE classes that say the data itself is at fault: data exception, constraint violation, a limit of the
     * server exceeded, and an exception that somebody's trigger raised. Anything else passes or is ours to mend.
     */
    private static final List<String> FAULTS_OF_THE_DATA = List.of("22", "23", "54", "P0");

    private final Log log;
    private final boolean repeat;
    private final List<UpdateJson.Placed> updates = new ArrayList<>();
    private final BiConsumer<Report, Refused> refusals;

    /** Takes all of the reports or none of them: see {@link EventLog#store}. */
    @FunctionalInterface
    interface Log {
        List<UpdateJson.Placed> store(List<Report> reports, boolean repeat) throws SQLException;
    }

    /**
     * @param repeat whether updates of reports that were in the log already are wanted, too
     * @param refusals takes what cannot be stored
     */
    Storing(Log log, boolean repeat, BiConsumer<Report, Refused> refusals) {
        this.log = log;
        this.repeat = repeat;
        this.refusals = refusals;
    }

    /**
     * What cannot be stored.
     *
     * @param body as a message of its own
     * @param attempts how often it was tried
     */
    record Refused(byte[] body, String reason, int attempts) {}

    /** Nothing can be stored at the moment, through no fault of the reports. */
    static final class PassingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PassingException(SQLException cause) {
            super(cause.getMessage(), cause);
        }
    }

    /** The updates to publish. */
    List<UpdateJson.Placed> updates() {
        return updates;
    }

    /**
     * Stores what can be stored.
     *
     * @throws PassingException if nothing can be at the moment; what was stored until then stays so
     */
    void store(List<Report> reports) {
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
                store(reports.subList(0, half));
                store(reports.subList(half, reports.size()));
                return;
            }
            if (attempt == MOST_ATTEMPTS) {
                refusals.accept(reports.get(0), new Refused(ReportBatch.write(reports), reason(failure), attempt));
                return;
            }
            LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
        }
    }

    private Exception attempt(List<Report> reports) {
        try {
            updates.addAll(log.store(reports, repeat));
            return null;
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (state == null || FAULTS_OF_THE_DATA.stream().noneMatch(state::startsWith)) {
                throw new PassingException(e);
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
