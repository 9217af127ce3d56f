package dev.touchline.database;

import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.pool.ConnectionFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.postgresql.jdbc.PgConnection;

/**
 * A connection beside the pool by which the database is probed: the pool may be exhausted by connections that wait for a
 * server which has gone. With several hosts, the others are asked regularly for a later primary, so that one which has been
 * replaced is noticed although it answers. Not thread-safe.
 */
final class Probe implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Probe.class);

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration SEARCH_INTERVAL = Duration.ofSeconds(5);
    private static final String REFUSED_LOGIN = "28";
    private static final String UNREACHABLE = "08001";

    /** The commits of this user that have waited for a synchronous standby for long. */
    private static final String WAITING_COMMITS = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND usename = current_user AND wait_event = 'SyncRep'
              AND query_start < now() - interval '5 s'
            """;

    private final List<Host> hosts;
    private final BranchCheck branches;
    /** Index of the host of the connection, or of the last one, after which the next one is tried first. */
    private int host;

    private PgConnection connection;
    private Branch branch;
    private long searchedAt = System.nanoTime() - SEARCH_INTERVAL.toNanos();

    /** A host of the URL and what opens a connection to it. */
    record Host(String name, Opener opener) {}

    /** Opens a connection. */
    @FunctionalInterface
    interface Opener {
        Connection open() throws SQLException;
    }

    Probe(List<Host> hosts, BranchCheck branches) {
        this.hosts = hosts;
        this.branches = branches;
        this.host = hosts.size() - 1;
    }

    /** Probes each host of a URL with these settings. */
    static Probe of(AgroalConnectionFactoryConfiguration settings, BranchCheck branches) {
        return new Probe(
                DatabaseHosts.of(settings.jdbcUrl()).single().entrySet().stream()
                        .map(url -> new Host(url.getKey(), opener(settings, url.getValue())))
                        .toList(),
                branches);
    }

    private static Opener opener(AgroalConnectionFactoryConfiguration settings, String url) {
        ConnectionFactory factory = new ConnectionFactory(new AgroalConnectionFactoryConfigurationSupplier(settings)
                .jdbcUrl(url)
                .get());
        return () -> factory.createConnection().getConnection();
    }

    /**
     * Waits for an answer of the primary, of another host if the last one does not answer or is none.
     *
     * @return the number of commits that have waited for a synchronous standby for 5 s or longer
     * @throws SQLException if no host is a primary that answers
     */
    long probe() throws SQLException {
        if (connection != null && branches.current().isAfter(branch)) {
            close();
        }
        if (connection == null) {
            connect();
        }
        if (hosts.size() > 1 && System.nanoTime() - searchedAt >= SEARCH_INTERVAL.toNanos()) {
            searchedAt = System.nanoTime();
            search();
        }
        try {
            return waitingCommits();
        } catch (SQLException e) {
            // Its server may have been replaced: another host is asked at once.
            LOG.debugf("The probe of %s failed: %s", hosts.get(host).name(), e.getMessage());
            close();
            connect();
            return waitingCommits();
        }
    }

    private long waitingCommits() throws SQLException {
        // Bounds the wait also if the network drops every packet.
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(ANSWER_TIMEOUT.toMillis()));
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(WAITING_COMMITS)) {
            row.next();
            return row.getLong(1);
        }
    }

    private void connect() throws SQLException {
        List<SQLException> failures = new ArrayList<>();
        for (int i = 1; i <= hosts.size(); i++) {
            int next = (host + i) % hosts.size();
            try {
                use(next, open(next));
                return;
            } catch (SQLException e) {
                failures.add(e);
            }
        }
        throw failures.size() == 1 ? failures.get(0) : joined(failures);
    }

    private SQLException joined(List<SQLException> failures) {
        List<String> reasons = new ArrayList<>();
        String state = UNREACHABLE;
        for (int i = 0; i < failures.size(); i++) {
            MigrationFailure failure = MigrationFailure.of(failures.get(i));
            reasons.add(hosts.get((host + 1 + i) % hosts.size()).name() + ": " + failure.reason());
            state = failure.kind() == MigrationFailure.Kind.REFUSED ? REFUSED_LOGIN : state;
        }
        return new SQLException("no host is a primary: " + String.join("; ", reasons), state);
    }

    private record Opened(PgConnection connection, Branch branch) {}

    private Opened open(int index) throws SQLException {
        Connection opened = hosts.get(index).opener().open();
        try {
            PgConnection driver = opened.unwrap(PgConnection.class);
            return new Opened(driver, branches.check(driver));
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
    }

    private void use(int index, Opened opened) {
        close();
        host = index;
        connection = opened.connection();
        branch = opened.branch();
    }

    private void search() {
        int answering = host;
        for (int i = 1; i < hosts.size(); i++) {
            int other = (answering + i) % hosts.size();
            try {
                Opened opened = open(other);
                if (opened.branch().isAfter(branch)) {
                    LOG.warnf(
                            "Host %s has replaced %s as the primary",
                            hosts.get(other).name(), hosts.get(host).name());
                    use(other, opened);
                } else {
                    opened.connection().close();
                }
            } catch (SQLException e) {
                // Usual: a standby, or a host that is away.
                LOG.debugf("%s is no other primary: %s", hosts.get(other).name(), e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debugf("The connection of the probe was not closed: %s", e.getMessage());
            }
            connection = null;
        }
    }
}
