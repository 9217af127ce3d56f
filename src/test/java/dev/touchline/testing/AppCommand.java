package dev.touchline.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The result of a command of the packaged application.
 *
 * @param code the exit code
 * @param out the lines of the standard output
 * @param err the lines of the standard error output
 */
public record AppCommand(int code, List<String> out, List<String> err) {

    /** A limit for hanging commands, generous enough for a busy machine. */
    private static final int TIMEOUT_SECONDS = 120;

    /** Runs a command with these settings and waits for its exit. */
    public static AppCommand run(Map<String, String> settings, String... arguments) {
        return end(ChildProcesses.packaged(settings, arguments), TIMEOUT_SECONDS);
    }

    /**
     * Runs a long command with a small heap.
     *
     * @param heap the maximum heap, in MiB
     * @param seconds the time limit
     */
    public static AppCommand runWithin(int heap, int seconds, Map<String, String> settings, String... arguments) {
        return end(ChildProcesses.packaged(heap, settings, arguments), seconds);
    }

    private static AppCommand end(ProcessBuilder command, int seconds) {
        File out = ChildProcesses.log("command-out");
        File err = ChildProcesses.log("command-err");
        Process process = ChildProcesses.start(command.redirectOutput(out).redirectError(err));
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new AssertionError("The command did not exit; " + ChildProcesses.tail(err));
            }
            return new AppCommand(
                    process.exitValue(), Files.readAllLines(out.toPath()), Files.readAllLines(err.toPath()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            ChildProcesses.kill(process);
        }
    }
}
