package dev.touchline.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of {@code examples/}, run as its reader would. */
public final class Example {

    private static final Path FOLDER = Path.of("examples").toAbsolutePath();
    private static final int TIMEOUT_SECONDS = 60;

    private Example() {}

    /**
     * Runs an example to its end; skips the test where a program it needs is missing.
     *
     * @param file its name
     * @param program what runs it
     * @param needs what else it needs, or null
     * @return what it ended with
     */
    public static int run(String file, String program, String needs, URI target, String match) {
        for (String needed : needs == null ? List.of(program) : List.of(program, needs)) {
            Prerequisite.skipUnless(
                    Prerequisite.onPath(needed).isPresent(), "no " + needed + " on the PATH, for examples/" + file);
        }
        File log = ChildProcesses.log("example");
        List<String> command =
                new ArrayList<>(List.of(program, FOLDER.resolve(file).toString(), target.toString(), match));
        Process process = ChildProcesses.start(new ProcessBuilder(command), log);
        try {
            if (!ChildProcesses.ended(process, TIMEOUT_SECONDS)) {
                throw new AssertionError(file + " does not end: " + Files.readString(log.toPath()));
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ChildProcesses.kill(process);
        }
    }
}
