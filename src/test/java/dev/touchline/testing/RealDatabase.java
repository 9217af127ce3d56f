package dev.touchline.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A PostgreSQL server on a free loopback port with a temporary data folder: of the folder that the system property {@code
 * touchline.postgresql} names, of Debian's installation if there is one, else the embedded binaries.
 */
public final class RealDatabase implements AutoCloseable {

    private static final String NAME = "postgres";

    private final Path folder = ChildProcesses.newFolder("database");
    private final int port = ChildProcesses.freePorts(1)[0];
    private final String url = "jdbc:postgresql://localhost:" + port + "/" + NAME;
    private final Optional<InstalledPostgres> installed = InstalledPostgres.find(folder.resolve("data"));
    private EmbeddedPostgres embedded;
    private boolean running;

    private final Certificates.Pem certificate;

    private RealDatabase(Certificates.Pem certificate) {
        this.certificate = certificate;
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

    /** Starts the server with its existing data on the same port. */
    public void start() {
        Map<String, String> configuration = new HashMap<>(Map.of(
                "timezone", "UTC",
                "synchronous_commit", "off",
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

    /** Stops the server and deletes its data. */
    @Override
    public void close() {
        if (running) {
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
