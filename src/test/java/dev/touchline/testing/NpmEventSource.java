package dev.touchline.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * The EventSource of the npm package {@code eventsource}, in a Node.js process: an implementation that does not share
 * this project's reading of the specification. See {@code src/test/js}.
 */
public final class NpmEventSource implements AutoCloseable {

    private static final Path FOLDER = Path.of("src/test/js").toAbsolutePath();

    private final Map<String, List<JsonNode>> lines = new ConcurrentHashMap<>();
    private final File log = ChildProcesses.log("event-source");
    private final Process process;

    private NpmEventSource(Path node, List<URI> streams) {
        List<String> command = new ArrayList<>(
                List.of(node.toString(), FOLDER.resolve("follow.js").toString()));
        for (URI stream : streams) {
            command.add(stream.toString());
            lines.put(stream.toString(), new CopyOnWriteArrayList<>());
        }
        process = ChildProcesses.start(new ProcessBuilder(command).redirectError(log));
        Thread thread = new Thread(this::read, "independent-client");
        thread.setDaemon(true);
        thread.start();
    }

    /** A received update. */
    public record ReceivedUpdate(long id, String match, long seq) {}

    /** Skips the test if Node.js or the package is missing. */
    public static void skipWhereMissing() {
        Prerequisite.skipUnless(
                node().isPresent() && Files.isDirectory(FOLDER.resolve("node_modules/eventsource")),
                "no EventSource: have node on the PATH, and call npm ci --prefix src/test/js");
    }

    private static Optional<Path> node() {
        return Prerequisite.onPath("node");
    }

    /** Opens these streams, from the current state on. */
    public static NpmEventSource connect(List<URI> streams) {
        skipWhereMissing();
        return new NpmEventSource(node().orElseThrow(), streams);
    }

    /** The number of times that the stream has been opened. */
    public long connections(URI stream) {
        return named("open", stream).count();
    }

    /** The ids of the received snapshots. */
    public List<Long> snapshots(URI stream) {
        return named("snapshot", stream).map(line -> line.path(2).longValue()).toList();
    }

    /** The received updates, in order. */
    public List<ReceivedUpdate> updates(URI stream) {
        return named("update", stream)
                .map(line -> new ReceivedUpdate(
                        line.path(2).longValue(),
                        line.path(3).textValue(),
                        line.path(4).longValue()))
                .toList();
    }

    private Stream<JsonNode> named(String name, URI stream) {
        if (!process.isAlive()) {
            throw new AssertionError("The EventSource gave up; " + ChildProcesses.tail(log));
        }
        return lines.get(stream.toString()).stream()
                .filter(line -> line.path(1).textValue().equals(name));
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                JsonNode read = AppProcess.JSON.readTree(line);
                lines.get(read.path(0).textValue()).add(read);
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        ChildProcesses.kill(process);
    }
}
