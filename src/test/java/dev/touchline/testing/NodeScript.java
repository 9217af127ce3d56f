package dev.touchline.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the scripts of {@code src/test/js}, most of which check files with npm packages. */
public final class NodeScript {

    private static final Path FOLDER = Path.of("src/test/js").toAbsolutePath();
    private static final int TIMEOUT_SECONDS = 60;

    private NodeScript() {}

    /**
     * Runs a script and returns the lines it prints; skips the test if Node.js or the npm packages are missing.
     *
     * @param needs one of the packages
     */
    public static List<String> lines(String script, String needs, String input, String... arguments) {
        Optional<Path> node = Prerequisite.onPath("node");
        Prerequisite.skipUnless(
                node.isPresent()
                        && Files.isDirectory(FOLDER.resolve("node_modules").resolve(needs)),
                "not checked by " + needs + ": have node on the PATH, and call npm ci --prefix src/test/js");
        List<String> command = new ArrayList<>(
                List.of(node.orElseThrow().toString(), FOLDER.resolve(script).toString()));
        command.addAll(List.of(arguments));
        Process process = ChildProcesses.start(new ProcessBuilder(command).redirectErrorStream(true));
        try {
            try (OutputStream stream = process.getOutputStream()) {
                stream.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!ChildProcesses.ended(process, TIMEOUT_SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(command + " failed: " + output);
            }
            return output.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ChildProcesses.kill(process);
        }
    }
}
