package dev.touchline.statistics.rebuild;

import dev.touchline.codec.UnreadableException;
import dev.touchline.database.Transactions;
import dev.touchline.logging.ThrottledLog;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.role.SchemaReady;
import dev.touchline.statistics.competition.CompetitionTable;
import dev.touchline.statistics.competition.CompetitionTable.MatchPlace;
import dev.touchline.statistics.competition.CompetitionTable.Recount;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Counts the matches of a competition anew after its variant has changed, one match at a time: a repair for each. Every
 * process with the role statistics does so; matches that another process has counted already are left as they are.
 */
@ApplicationScoped
@Startup
class VariantRecount {

    private static final Logger LOG = Logger.getLogger(VariantRecount.class);
    private static final long INTERVAL_MILLIS = 500;
    private static final int MATCHES_AT_ONCE = 100;

    private final Transactions transactions;
    private final Rebuild rebuild;
    private final boolean active;
    private final ThrottledLog log = new ThrottledLog(LOG);
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("recount", true));

    VariantRecount(Transactions transactions, Rebuild rebuild, Roles roles) {
        this.transactions = transactions;
        this.rebuild = rebuild;
        this.active = roles.has(Role.STATISTICS);
    }

    void start(@Observes SchemaReady event) {
        if (active) {
            thread.scheduleWithFixedDelay(this::recount, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
    }

    private void recount() {
        try {
            Optional<Recount> next = next();
            while (next.isPresent()) {
                recount(next.get());
                next = next();
            }
        } catch (SQLException | Rebuild.DatabaseException | RuntimeException e) {
            // An exception would cancel the schedule.
            log.warn(
                    "Matches are not counted by the new variant of their competition yet; retried: %s", e.getMessage());
        }
    }

    private Optional<Recount> next() throws SQLException {
        return transactions.run(sql -> new CompetitionTable(sql).nextRecount());
    }

    private void recount(Recount recount) throws SQLException, Rebuild.DatabaseException {
        List<MatchPlace> miscounted;
        MatchPlace last = MatchPlace.FIRST;
        do {
            MatchPlace after = last;
            miscounted = transactions.run(
                    sql -> new CompetitionTable(sql).miscounted(recount.competition(), after, MATCHES_AT_ONCE));
            for (MatchPlace place : miscounted) {
                recount(place.match());
                last = place;
            }
        } while (miscounted.size() == MATCHES_AT_ONCE);
        transactions.run(sql -> {
            new CompetitionTable(sql).end(recount);
            return null;
        });
    }

    // One match that cannot be counted must not keep others waiting.
    private void recount(String match) throws Rebuild.DatabaseException {
        try {
            rebuild.repair(match);
        } catch (UnreadableException e) {
            log.error(
                    "Match %s is not counted by the new variant of its competition: %s is unreadable, %s;"
                            + " rebuild the match once its catalogue has what the entry names",
                    match, e.entry(), e.getMessage());
        } catch (RuntimeException e) {
            log.error("Match %s is not counted by the new variant of its competition; rebuild it: %s", match, e);
        }
    }
}
