package dev.touchline.database;

import io.agroal.api.AgroalPoolInterceptor;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.jboss.logging.Logger;
import org.postgresql.hostchooser.GlobalHostStatusTracker;
import org.postgresql.hostchooser.HostStatus;
import org.postgresql.jdbc.PgConnection;

/**
 * Asks each new connection for the branch of the feed that its primary gives the positions of, and begins that branch for
 * a primary that has none. Refuses standbys and former primaries: those with an earlier branch than one that this process
 * has seen. Connections to a former primary are aborted as soon as a later branch is seen.
 */
@ApplicationScoped
class BranchCheck implements AgroalPoolInterceptor {

    private static final Logger LOG = Logger.getLogger(BranchCheck.class);

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(3);
    /** Beginning a branch reads the last positions of the log, perhaps from the disk. */
    private static final Duration BEGIN_TIMEOUT = Duration.ofSeconds(30);
    /** A SQLSTATE of a connection exception: the server rejected it. */
    private static final String REJECTED = "08004";

    private static final String STATE =
            "SELECT pg_is_in_recovery() AS standby, to_regclass('feed_branch') IS NOT NULL AS migrated";
    private static final String LAST = "SELECT " + Branch.COLUMNS
            + ", identity, identity = database_identity() AS own FROM feed_branch ORDER BY number DESC LIMIT 1";

    /** The primaries of the pool's connections, by the driver's objects, which compare by identity. Guarded by this. */
    private final Map<PgConnection, Primary> pooled = new WeakHashMap<>();

    private volatile Primary current = Primary.UNKNOWN;

    /**
     * A primary with its branch.
     *
     * @param identity as in the table {@code feed_branch}; empty before its schema is migrated
     */
    private record Primary(Branch branch, String identity) {

        static final Primary UNKNOWN = new Primary(Branch.NONE, "");

        // An operator may begin another branch of the same primary.
        boolean hasReplaced(Primary other) {
            return branch.isAfter(other.branch) && !identity.equals(other.identity);
        }
    }

    /** A connection is to a standby, or to a primary that another one has replaced. */
    static final class RefusedException extends SQLException {
        RefusedException(String reason) {
            super(reason, REJECTED);
        }
    }

    /** Checks a new connection of the pool, which fails to create it if the connection is refused. */
    @Override
    public void onConnectionCreate(Connection connection) {
        PgConnection opened = null;
        try {
            opened = connection.unwrap(PgConnection.class);
            check(opened, true);
        } catch (SQLException e) {
            // The pool only forgets it.
            close(opened);
            throw BranchCheck.<RuntimeException>unchecked(e);
        }
    }

    // The interface declares no exception, but the pool handles those of SQL.
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E unchecked(SQLException e) throws E {
        throw (E) e;
    }

    private static void close(PgConnection opened) {
        if (opened != null) {
            try {
                opened.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debugf("A refused connection was not closed: %s", e.getMessage());
            }
        }
    }

    /**
     * The branch of a connection's primary, which becomes the current one if it is later.
     *
     * @throws RefusedException if the server is a standby, or a former primary
     * @throws SQLException if the server does not answer
     */
    Branch check(PgConnection opened) throws SQLException {
        return check(opened, false);
    }

    private Branch check(PgConnection opened, boolean ofPool) throws SQLException {
        limit(opened, ANSWER_TIMEOUT);
        Primary primary = ask(opened);
        limit(opened, Duration.ZERO);
        Branch branch = primary.branch();
        List<PgConnection> former = List.of();
        synchronized (this) {
            if (current.branch().isAfter(branch)) {
                // Otherwise the driver might choose this host again and again.
                GlobalHostStatusTracker.reportHostStatus(
                        opened.getQueryExecutor().getHostSpec(), HostStatus.ConnectFail);
                throw new RefusedException("the server is a former primary: it has branch %d of the feed, and branch %d"
                                .formatted(branch.number(), current.branch().number())
                        + " was begun later");
            }
            if (branch.isAfter(current.branch())) {
                former = connectionsBefore(primary);
                current = primary;
            }
            if (ofPool) {
                pooled.put(opened, primary);
            }
        }
        // The first branch begins with the schema, without which a connection has none.
        if (!former.isEmpty() && branch.number() > 1) {
            LOG.warnf(
                    "Branch %d of the feed was begun at %s, after position %d: aborting %d connections to the primary"
                            + " before",
                    branch.number(), branch.begunAt(), branch.kept(), former.size());
        }
        former.forEach(BranchCheck::close);
        return branch;
    }

    private List<PgConnection> connectionsBefore(Primary primary) {
        return pooled.entrySet().stream()
                .filter(entry -> primary.hasReplaced(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Primary ask(PgConnection opened) throws SQLException {
        try (Statement statement = opened.createStatement()) {
            try (ResultSet row = statement.executeQuery(STATE)) {
                row.next();
                if (row.getBoolean("standby")) {
                    throw new RefusedException("the server is a standby");
                }
                if (!row.getBoolean("migrated")) {
                    return Primary.UNKNOWN;
                }
            }
            Optional<Primary> own = own(statement);
            if (own.isEmpty()) {
                limit(opened, BEGIN_TIMEOUT);
                statement.execute("SELECT begin_branch(false)");
                own = own(statement);
            }
            return own.orElseThrow(() -> new RefusedException("the server was replaced meanwhile"));
        }
    }

    private static Optional<Primary> own(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(LAST)) {
            row.next();
            return row.getBoolean("own")
                    ? Optional.of(new Primary(Branch.read(row), row.getString("identity")))
                    : Optional.empty();
        }
    }

    // HostsConfigSource sets a limit for opening connections. Statements have none: a commit may wait for a standby.
    private static void limit(PgConnection opened, Duration timeout) throws SQLException {
        opened.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
    }

    /** Whether a connection of the pool is closed or to a former primary: nothing that is stored there counts. */
    boolean isFormer(Connection connection) {
        try {
            PgConnection opened = connection.unwrap(PgConnection.class);
            synchronized (this) {
                return current.hasReplaced(pooled.getOrDefault(opened, Primary.UNKNOWN));
            }
        } catch (SQLException e) {
            // The driver unwraps no closed connection.
            return true;
        }
    }

    /** Aborts all connections of the pool: their server has not answered for so long that it may never do so. */
    void abortAll() {
        List<PgConnection> all;
        synchronized (this) {
            all = List.copyOf(pooled.keySet());
        }
        all.forEach(BranchCheck::close);
    }

    /** The latest branch that this process has seen. */
    Branch current() {
        return current.branch();
    }
}
