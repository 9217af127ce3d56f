package dev.touchline.command;

import dev.touchline.statistics.archive.Archives;
import io.quarkus.runtime.QuarkusApplication;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Restores a competition from its archive. Needs only the database. Exit codes: 0 restored, 1 refused, 2 wrong arguments,
 * 3 failed.
 */
class RestoreCommand implements QuarkusApplication {

    static final String NAME = "restore";
    static final String USAGE = NAME + " --archive <file> [--dry-run] restores a competition that does not exist;"
            + " with --dry-run it only says whether that is possible.";

    private static final String DRY_RUN = "dry-run";
    private static final CommandOptions.Syntax SYNTAX =
            new CommandOptions.Syntax(Set.of("archive"), Set.of(DRY_RUN), 0);

    private final Archives archives;

    RestoreCommand(Archives archives) {
        this.archives = archives;
    }

    /** Throws IllegalArgumentException if an argument is wrong. */
    static CommandOptions options(String... args) {
        CommandOptions options = SYNTAX.parse(args);
        options.required("archive");
        return options;
    }

    @Override
    public int run(String... args) {
        CommandOptions options = options(Arrays.copyOfRange(args, 1, args.length));
        Path archive = Path.of(options.required("archive"));
        return ArchiveRun.run(progress -> {
            if (options.has(DRY_RUN)) {
                return "Can be restored: " + ArchiveRun.describe(archives.tryRestore(archive));
            }
            AtomicInteger different = new AtomicInteger();
            Archives.Summary restored = archives.restore(archive, progress, difference -> {
                different.incrementAndGet();
                System.out.println(difference);
            });
            return "Restored: %s; %d matches are counted differently now"
                    .formatted(ArchiveRun.describe(restored), different.get());
        });
    }
}
