package dev.touchline.command;

import dev.touchline.statistics.archive.Archives;
import dev.touchline.statistics.archive.Progress;
import dev.touchline.statistics.archive.RefusedException;
import dev.touchline.statistics.archive.file.DamagedArchiveException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;

/** Runs the commands about archives: prints their progress and their last line, and chooses their exit codes. */
final class ArchiveRun {

    /** The flag of commands that refuse a competition with matches that are not over. */
    static final String EVEN_IF_UNFINISHED = "even-if-unfinished";

    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(5);

    private ArchiveRun() {}

    /** The work of a command. */
    @FunctionalInterface
    interface Work {
        /** Returns the last line of the output. */
        String run(Progress progress) throws IOException;
    }

    /** Runs the work, prints its progress and its result, and returns the exit code. */
    static int run(Work work) {
        try {
            System.out.println(work.run(printer()));
            return Command.EXIT_OK;
        } catch (RefusedException e) {
            System.err.println("Refused: " + e.getMessage());
            return Command.EXIT_NO;
        } catch (DamagedArchiveException e) {
            System.err.println("Damaged: " + e.getMessage());
            return Command.EXIT_NO;
        } catch (IOException e) {
            // The message of a FileSystemException is often only the path.
            String kind = e instanceof FileSystemException ? e.getClass().getSimpleName() + " " : "";
            System.err.println("Failed: " + kind + e.getMessage());
            return Command.EXIT_FAILED;
        }
    }

    private static Progress printer() {
        long[] printedAt = {System.nanoTime()};
        return (matches, of, reports) -> {
            long now = System.nanoTime();
            if (now - printedAt[0] >= PROGRESS_INTERVAL.toNanos()) {
                printedAt[0] = now;
                System.err.printf("%,d of %,d matches, %,d reports%n", matches, of, reports);
            }
        };
    }

    /** The content of an archive in words. */
    static String describe(Archives.Summary archive) {
        return "competition %s as of %s with %d matches, %d reports, %d conflicts and %d definitions"
                .formatted(
                        archive.competition(),
                        archive.archivedAt(),
                        archive.matches(),
                        archive.reports(),
                        archive.conflicts(),
                        archive.definitions());
    }
}
