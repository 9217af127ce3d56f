package dev.touchline.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the packaged application does when its command line names a command.
 *
 * @param code with which it ended
 * @param out what it wrote to its standard output, line by line
 * @param err what it wrote to its standard error output, line by line
 */
public record AppCommand(int code, List<String> out, List<String> err) {

    /** A command that has not ended by then hangs, on a busy machine too. */
    private static final int TIMEOUT_SECONDS = 120;

    /** Runs a command with these settings to its end. */
    public static AppCommand run(Map<String, String> settings, String... arguments) {
        return end(ChildProcesses.packaged(settings, arguments), TIMEOUT_SECONDS);
    }

    /**
     * Runs a command that has much to do and little memory.
     *
     * @param heap the maximum heap, in MiB
     * @param seconds how long it may take
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
                throw new AssertionError("The command does not end; " + ChildProcesses.tail(err));
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
