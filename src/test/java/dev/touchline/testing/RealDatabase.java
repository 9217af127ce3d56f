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
 * A PostgreSQL of its own, on a free port of the loopback interface and with a data folder that goes with it. It is
 * the one Debian has installed, else the one of the embedded binaries.
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

    /** A database that takes connections, with TLS if the client wants it, and has no tables. */
    public static RealDatabase secured(Certificates.Pem certificate) {
        RealDatabase database = new RealDatabase(certificate);
        database.start();
        return database;
    }

    /** A database that takes connections and has no tables. */
    public static RealDatabase running() {
        RealDatabase database = new RealDatabase(null);
        database.start();
        return database;
    }

    /** Starts it, with the data and at the port it had before. */
    public void start() {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setPort(port)
                // Debian keeps its sockets where only its own user may write.
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

    /** Stops it; connections are cut and data stays. */
    public void stop() {
        try {
            server.close();
            server = null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops it and deletes its data. */
    @Override
    public void close() {
        if (server != null) {
            stop();
        }
        ChildProcesses.delete(folder);
    }

    /** The environment that points an application to it. */
    public Map<String, String> settings() {
        return Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://localhost:" + port + "/" + NAME,
                "QUARKUS_DATASOURCE_USERNAME", NAME,
                "QUARKUS_DATASOURCE_PASSWORD", NAME);
    }

    /** Holds the row of a match, which whoever wants to change the match then waits for, until it is closed. */
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

    /** A row that is held. */
    public record RowLock(Connection connection) implements AutoCloseable {

        /** Lets go. */
        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Whether anyone waits for what someone else holds. */
    public boolean hasWaitingLock() {
        return column(Long.class, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                        .get(0)
                > 0;
    }

    /** Carries out statements, each by itself. */
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

    /** The first column of what a query finds. */
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

    /** Runs a statement, past the application. */
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

    /** An archive like those of the embedded binaries, of commands that call the installed ones. */
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
                    // Equal archives are unpacked once.
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
