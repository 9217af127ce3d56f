package dev.touchline.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs programs of {@code examples/}. */
public final class Example {

    private static final Path FOLDER = Path.of("examples").toAbsolutePath();
    private static final int TIMEOUT_SECONDS = 60;

    private Example() {}

    /**
     * Runs an example until it exits; skips the test if a program that it needs is missing.
     *
     * @param file the name of the example
     * @param program the interpreter
     * @param needs another program that the example needs, or null
     * @return the exit code
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
                throw new AssertionError(file + " did not exit: " + Files.readString(log.toPath()));
            }
            return process.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ChildProcesses.kill(process);
        }
    }
}
