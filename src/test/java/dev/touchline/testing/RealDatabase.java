package dev.touchline.testing;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A PostgreSQL server on a free loopback port with a temporary data folder: of the folder that the system property {@code
 * touchline.postgresql} names, of Debian's installation if there is one, else the embedded binaries.
 */
public final class RealDatabase implements AutoCloseable {

    private static final String NAME = "postgres";
    private static final Duration REPLICATION = Duration.ofSeconds(60);

    private final Path folder = ChildProcesses.newFolder("database");
    private final int port = ChildProcesses.freePorts(1)[0];
    private final String url = "jdbc:postgresql://localhost:" + port + "/" + NAME;
    private final Optional<InstalledPostgres> installed = InstalledPostgres.find(folder.resolve("data"));
    private EmbeddedPostgres embedded;
    private boolean running;

    private final Certificates.Pem certificate;
    /** Whether commits are answered before they are on the disk, and at a standby. */
    private final boolean asynchronous;
    /** The server that this one is a standby of, or null. */
    private final RealDatabase primary;

    private RealDatabase(Certificates.Pem certificate) {
        this(certificate, true, null);
    }

    private RealDatabase(Certificates.Pem certificate, boolean asynchronous, RealDatabase primary) {
        this.certificate = certificate;
        this.asynchronous = asynchronous;
        this.primary = primary;
    }

    /** An empty database that accepts connections with and without TLS. */
    public static RealDatabase secured(Certificates.Pem certificate) {
        RealDatabase database = new RealDatabase(certificate);
        database.start();
        return database;
    }

    /** An empty database that accepts connections. */
    public static RealDatabase running() {
        RealDatabase database = new RealDatabase(null);
        database.start();
        return database;
    }

    /** A running server that can have standbys. Skips the test without an installed PostgreSQL. */
    public static RealDatabase primary() {
        RealDatabase database = new RealDatabase(null, false, null);
        Prerequisite.skipUnless(database.installed.isPresent(), "there is no PostgreSQL, whose standby takes over");
        database.start();
        return database;
    }

    /**
     * A database with the data of another server. Skips the test if PostgreSQL is not installed, since the embedded one
     * has no programs for backups.
     *
     * @param creation creates the data folder, which its argument names
     */
    public static RealDatabase restored(Consumer<Path> creation) {
        RealDatabase database = new RealDatabase(null, false, null);
        database.requireInstalled();
        creation.accept(database.folder.resolve("data"));
        database.start();
        return database;
    }

    /** A standby of this server. It is made and connected when it is started. */
    public RealDatabase standby() {
        return new RealDatabase(null, false, this);
    }

    /** Skips the test if PostgreSQL is not installed. */
    public void requireInstalled() {
        Prerequisite.skipUnless(installed.isPresent(), "there is no installed PostgreSQL, whose programs make backups");
    }

    /** Runs commands of a shell with PostgreSQL's programs on the {@code PATH}, and this database in the environment. */
    public void shell(String commands) {
        installed
                .orElseThrow()
                .shell(
                        commands,
                        Map.of(
                                "PGHOST", "localhost",
                                "PGPORT", String.valueOf(port),
                                "PGUSER", NAME,
                                "PGPASSWORD", NAME,
                                "PGDATABASE", NAME));
    }

    /** Starts the server with its existing data on the same port. */
    public void start() {
        if (primary != null && !Files.exists(folder.resolve("data"))) {
            installed.orElseThrow().copyFrom(primary.port);
        }
        Map<String, String> configuration = new HashMap<>(Map.of(
                "timezone", "UTC",
                "synchronous_commit", asynchronous ? "off" : "on",
                "max_connections", "300",
                // Debian's default folder for sockets is writable only for the user postgres.
                "unix_socket_directories", ""));
        if (certificate != null) {
            configuration.put("ssl", "on");
            configuration.put("ssl_cert_file", certificate.certificate().toString());
            configuration.put("ssl_key_file", certificate.key().toString());
        }
        installed.ifPresentOrElse(server -> server.start(port, url, configuration), () -> startEmbedded(configuration));
        running = true;
    }

    private void startEmbedded(Map<String, String> configuration) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setPort(port);
        configuration.forEach(builder::setServerConfig);
        try {
            embedded = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the server; connections are closed and data is kept. */
    public void stop() {
        running = false;
        installed.ifPresentOrElse(InstalledPostgres::stop, this::stopEmbedded);
    }

    private void stopEmbedded() {
        try {
            embedded.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the server. */
    public void kill() {
        running = false;
        installed.orElseThrow().kill();
    }

    /** Stops the processes of the server until {@link #resume}: it accepts connections and answers nothing. */
    public void pause() {
        installed.orElseThrow().pause();
    }

    /** Continues a paused server. */
    public void resume() {
        installed.orElseThrow().resume();
    }

    /** Makes commits wait for a standby, also if there is none. */
    public void requireStandby() {
        execute("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()");
    }

    /** Undoes {@link #requireStandby}: commits that wait are answered. */
    public void requireNoStandby() {
        execute("ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
    }

    /** Waits until a standby of this server receives its commits. */
    public void awaitStandby() {
        await("a standby").atMost(REPLICATION).until(() -> column(String.class, "SELECT state FROM pg_stat_replication")
                .equals(List.of("streaming")));
    }

    /** Disconnects this standby from its primary: it receives no later commits. */
    public void disconnect() {
        execute("ALTER SYSTEM SET primary_conninfo = ''", "SELECT pg_reload_conf()");
        await("no standby").atMost(REPLICATION).until(() -> primary.column(
                        Long.class, "SELECT count(*) FROM pg_stat_replication")
                .equals(List.of(0L)));
    }

    /** Makes this standby a primary. */
    public void promote() {
        execute("SELECT pg_promote()");
    }

    /** Calls {@code pg_cancel_backend} or {@code pg_terminate_backend} for commits that wait; returns their number. */
    public long interruptWaits(String function) {
        return column(
                        Long.class,
                        "SELECT count(" + function + "(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
                .get(0);
    }

    /** The environment of an application that uses whichever of these servers is the primary. */
    public static Map<String, String> settings(RealDatabase... servers) {
        String hosts =
                Arrays.stream(servers).map(server -> "localhost:" + server.port).collect(Collectors.joining(","));
        return Map.of("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://" + hosts + "/" + NAME);
    }

    /** Stops the server and deletes its data. */
    @Override
    public void close() {
        if (running && installed.isPresent() && !asynchronous) {
            // It may be paused, or wait for a standby.
            kill();
        } else if (running) {
            stop();
        }
        ChildProcesses.delete(folder);
    }

    /** The environment of an application that uses this database. */
    public Map<String, String> settings() {
        return Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", url,
                "QUARKUS_DATASOURCE_USERNAME", NAME,
                "QUARKUS_DATASOURCE_PASSWORD", NAME);
    }

    /** The environment of an application that uses another database of this server. */
    public Map<String, String> settings(String name) {
        Map<String, String> settings = new HashMap<>(settings());
        settings.put("QUARKUS_DATASOURCE_JDBC_URL", url.replaceFirst("[^/]+$", name));
        return Map.copyOf(settings);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, NAME, NAME);
    }

    /** Locks the row of a match until the lock is closed: changes of the match wait for it. */
    public RowLock lockMatch(String match) {
        try {
            Connection connection = connect();
            connection.setAutoCommit(false);
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT id FROM match WHERE id = ? FOR UPDATE")) {
                statement.setString(1, match);
                statement.execute();
            }
            return new RowLock(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A locked row. */
    public record RowLock(Connection connection) implements AutoCloseable {

        /** Releases the lock. */
        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Returns whether a session is waiting for a lock. */
    public boolean hasWaitingLock() {
        return column(Long.class, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                        .get(0)
                > 0;
    }

    /** Executes statements, each in its own transaction. */
    public void execute(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of a query's result. */
    public <T> List<T> column(Class<T> type, String sql, Object... parameters) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            List<T> values = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    values.add(rows.getObject(1, type));
                }
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Executes a statement directly, without the application. */
    public int update(String sql, Object... parameters) {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
