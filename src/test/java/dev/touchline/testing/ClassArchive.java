package dev.touchline.testing;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The classes of the packaged application as the JVM has them in memory. A process that maps them starts with two thirds
 * of the processor time; the integration tests start a hundred.
 */
final class ClassArchive {

    private static final Path FILE = ChildProcesses.target().resolve("classes.jsa");
    private static final Duration START = Duration.ofSeconds(180);
    private static final int STOP_SECONDS = 60;

    private static boolean upToDate;

    private ClassArchive() {}

    /** The options of a JVM that uses the archive, which the first of the test JVMs creates. */
    static synchronized List<String> options() {
        if (!upToDate) {
            try (FileChannel channel = FileChannel.open(
                            FILE.resolveSibling("classes.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                Path jar = ChildProcesses.application().resolve("quarkus-run.jar");
                if (!Files.exists(FILE)
                        || Files.getLastModifiedTime(FILE).compareTo(Files.getLastModifiedTime(jar)) < 0) {
                    create();
                }
                upToDate = lock.isValid();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        // The JVM works without an archive that it cannot use, and must not say so in the output of a command.
        return List.of("-XX:SharedArchiveFile=" + FILE, "-Xlog:cds*=off");
    }

    private static void create() throws IOException {
        Files.deleteIfExists(FILE);
        File log = ChildProcesses.log("class-archive");
        int[] ports = ChildProcesses.freePorts(2);
        Process process = ChildProcesses.start(
                ChildProcesses.withSettings(
                        ChildProcesses.java(List.of("-XX:ArchiveClassesAtExit=" + FILE)),
                        // Neither a broker nor a database is needed to load the classes.
                        Map.of(
                                "QUARKUS_HTTP_HOST", "127.0.0.1",
                                "QUARKUS_HTTP_PORT", String.valueOf(ports[0]),
                                "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
                                "QUARKUS_MANAGEMENT_PORT", String.valueOf(ports[1]),
                                "RABBITMQ_HOST", "127.0.0.1",
                                "RABBITMQ_PORT", "1",
                                "RABBITMQ_USERNAME", "guest",
                                "RABBITMQ_PASSWORD", "guest",
                                "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://127.0.0.1:1/none",
                                "TOUCHLINE_SECURITY_ENABLED", "false")),
                log);
        await().atMost(START)
                .until(() ->
                        !process.isAlive() || Files.readString(log.toPath()).contains("started in"));
        ChildProcesses.stop(process, STOP_SECONDS);
        if (!Files.exists(FILE)) {
            throw new IllegalStateException("No class archive; " + ChildProcesses.tail(log));
        }
    }
}
