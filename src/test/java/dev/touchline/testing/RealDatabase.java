package dev.touchline.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/**
 * A PostgreSQL server on a free loopback port with a temporary data folder: Debian's installation if there is one, else
 * the embedded binaries.
 */
public final class RealDatabase implements AutoCloseable {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final String NAME = "postgres";

    private final Path folder = ChildProcesses.newFolder("database");
    private final int port = ChildProcesses.freePorts(1)[0];
    private EmbeddedPostgres server;

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
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setPort(port)
                // Debian's default folder for sockets is writable only for the user postgres.
                .setServerConfig("unix_socket_directories", "");
        if (certificate != null) {
            builder.setServerConfig("ssl", "on")
                    .setServerConfig("ssl_cert_file", certificate.certificate().toString())
                    .setServerConfig("ssl_key_file", certificate.key().toString());
        }
        installed().ifPresent(bin -> builder.setPgBinaryResolver(new Installed(bin)));
        try {
            server = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the server; connections are closed and data is kept. */
    public void stop() {
        try {
            server.close();
            server = null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the server and deletes its data. */
    @Override
    public void close() {
        if (server != null) {
            stop();
        }
        ChildProcesses.delete(folder);
    }

    /** The environment of an application that uses this database. */
    public Map<String, String> settings() {
        return Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://localhost:" + port + "/" + NAME,
                "QUARKUS_DATASOURCE_USERNAME", NAME,
                "QUARKUS_DATASOURCE_PASSWORD", NAME);
    }

    /** Locks the row of a match until the lock is closed: changes of the match wait for it. */
    public RowLock lockMatch(String match) {
        try {
            Connection connection = server.getPostgresDatabase().getConnection();
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
        try (Connection connection = server.getPostgresDatabase().getConnection();
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
        try (Connection connection = server.getPostgresDatabase().getConnection();
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
        try (Connection connection = server.getPostgresDatabase().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Path> installed() {
        if (!Files.isDirectory(DEBIAN)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Presents the installed binaries as an archive of the embedded binaries: each file in it is a script that calls
     * the installed command.
     */
    private record Installed(Path bin) implements PgBinaryResolver {

        private static final int EXECUTABLE = 0100755;

        @Override
        public InputStream getPgBinary(String system, String architecture) throws IOException {
            ByteArrayOutputStream archive = new ByteArrayOutputStream();
            try (TarArchiveOutputStream tar =
                    new TarArchiveOutputStream(new XZOutputStream(archive, new LZMA2Options(0)))) {
                for (String command : List.of("initdb", "pg_ctl", "postgres")) {
                    byte[] script = "#!/bin/sh%nexec '%s' \"$@\"%n"
                            .formatted(bin.resolve(command))
                            .getBytes(StandardCharsets.UTF_8);
                    TarArchiveEntry entry = new TarArchiveEntry("bin/" + command);
                    entry.setMode(EXECUTABLE);
                    entry.setSize(script.length);
                    // A constant time makes equal archives, which are unpacked only once.
                    entry.setModTime(0);
                    tar.putArchiveEntry(entry);
                    tar.write(script);
                    tar.closeArchiveEntry();
                }
            }
            return new ByteArrayInputStream(archive.toByteArray());
        }
    }
}
