package dev.touchline.testing;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A server of an installed PostgreSQL, as a child process. */
final class InstalledPostgres {

    private static final Duration START = Duration.ofSeconds(180);
    private static final int INITDB_SECONDS = 180;
    private static final int STOP_SECONDS = 60;
    private static final int SHELL_SECONDS = 120;
    private static final String USER = "postgres";
    private static final Path DEBIAN = Path.of("usr", "lib", "postgresql");
    /** PostgreSQL refuses to run as root, but not as a user without a name. A namespace's shared memory ends with it. */
    private static final List<String> UNPRIVILEGED = List.of("unshare", "--user", "--ipc", "--");

    private final ServerFolder folder;
    private final Path programs;
    private final Path data;
    private final File log = ChildProcesses.log("postgres");
    private Process process;

    private InstalledPostgres(ServerFolder folder, Path programs, Path data) {
        this.folder = folder;
        this.programs = programs;
        this.data = data;
    }

    /** The newest version in the folder that {@code touchline.postgresql} names, by default of the machine's. */
    static Optional<InstalledPostgres> find(Path data) {
        ServerFolder folder = ServerFolder.of("touchline.postgresql");
        Path versions = folder.root().resolve(DEBIAN);
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .map(bin -> Path.of("/").resolve(folder.root().relativize(bin)))
                    .map(programs -> new InstalledPostgres(folder, programs, data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the server, and creates its data if there is none. Waits until it accepts connections to this URL. */
    void start(int port, String url, Map<String, String> configuration) {
        if (!Files.exists(data)
                && !ChildProcesses.run(
                        log,
                        INITDB_SECONDS,
                        command("initdb", "-A", "trust", "-U", USER, "-E", "UTF8", "--no-locale", "--no-sync", "-D"))) {
            throw new AssertionError("initdb failed; " + ChildProcesses.tail(log));
        }
        // Without fsync, which protects from a crash of the machine only. No file in /dev/shm outlives a killed server.
        List<String> command = new ArrayList<>(
                command("postgres", "-F", "-p", String.valueOf(port), "-c", "dynamic_shared_memory_type=mmap", "-D"));
        configuration.forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
        process = ChildProcesses.start(new ProcessBuilder(command), log);
        await("PostgreSQL at " + url).atMost(START).ignoreExceptions().until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("PostgreSQL did not start; " + ChildProcesses.tail(log));
            }
            try (Connection connection = DriverManager.getConnection(url, USER, USER)) {
                return connection.isValid(STOP_SECONDS);
            }
        });
    }

    /** Makes the data of a standby of the server at that port. The server waits for it only if it is told to. */
    void copyFrom(int primary) {
        boolean copied = ChildProcesses.run(
                log,
                INITDB_SECONDS,
                command(
                        "pg_basebackup",
                        "--host=localhost",
                        "--port=" + primary,
                        "--username=" + USER,
                        "--wal-method=stream",
                        "--checkpoint=fast",
                        "--no-sync",
                        "--write-recovery-conf",
                        "-D"));
        if (!copied) {
            throw new AssertionError("pg_basebackup failed; " + ChildProcesses.tail(log));
        }
    }

    /** Kills all processes of the server. */
    void kill() {
        ChildProcesses.kill(process);
    }

    /** Stops all processes of the server until {@link #resume}. */
    void pause() {
        ChildProcesses.pause(process);
    }

    /** Continues the processes of a paused server. */
    void resume() {
        ChildProcesses.resume(process);
    }

    /**
     * Runs commands of a shell with the programs of this version on the {@code PATH}.
     *
     * @param environment more variables
     */
    void shell(String commands, Map<String, String> environment) {
        File output = ChildProcesses.log("shell");
        ProcessBuilder shell = new ProcessBuilder(folder.command(List.of("sh", "-e", "-c", commands)));
        shell.environment().putAll(environment);
        shell.environment().merge("PATH", programs.toString(), (path, own) -> own + File.pathSeparator + path);
        Process running = ChildProcesses.start(shell, output);
        boolean succeeded = ChildProcesses.ended(running, SHELL_SECONDS) && running.exitValue() == 0;
        ChildProcesses.kill(running);
        if (!succeeded) {
            throw new AssertionError(commands + " failed; " + ChildProcesses.tail(output));
        }
    }

    /** Stops the server without waiting for its clients. */
    void stop() {
        ChildProcesses.signal(process, "INT");
        boolean ended = ChildProcesses.ended(process, STOP_SECONDS);
        ChildProcesses.kill(process);
        if (!ended) {
            throw new AssertionError("PostgreSQL did not stop; " + ChildProcesses.tail(log));
        }
    }

    /** The words of a command whose last option takes the data folder. */
    private List<String> command(String program, String... options) {
        List<String> words = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            words.addAll(UNPRIVILEGED);
        }
        words.add(programs.resolve(program).toString());
        words.addAll(List.of(options));
        words.add(data.toString());
        return folder.command(words);
    }
}
