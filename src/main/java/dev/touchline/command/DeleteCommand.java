package dev.touchline.command;

import dev.touchline.statistics.archive.Archives;
import io.quarkus.runtime.QuarkusApplication;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/**
 * Deletes a competition that an archive has. Needs only the database. Exit codes: 0 deleted, 1 refused, 2 wrong
 * arguments, 3 failed.
 */
class DeleteCommand implements QuarkusApplication {

    static final String NAME = "delete";
    static final String USAGE = NAME + " --competition <id> --archive <file>|--without-archive [--even-if-unfinished]"
            + " deletes a competition that is equal to its archive; late reports of it become dead letters.";

    private static final String WITHOUT_ARCHIVE = "without-archive";
    private static final String ARCHIVE = "archive";
    private static final CommandOptions.Syntax SYNTAX = new CommandOptions.Syntax(
            Set.of("competition", ARCHIVE), Set.of(WITHOUT_ARCHIVE, ArchiveRun.EVEN_IF_UNFINISHED), 0);

    private final Archives archives;

    DeleteCommand(Archives archives) {
        this.archives = archives;
    }

    /** Throws IllegalArgumentException if an argument is wrong. */
    static CommandOptions options(String... args) {
        CommandOptions options = SYNTAX.parse(args);
        options.required("competition");
        if (options.has(WITHOUT_ARCHIVE) == (options.value(ARCHIVE, null) != null)) {
            throw new IllegalArgumentException("One of --archive and --without-archive is required.");
        }
        return options;
    }

    @Override
    public int run(String... args) {
        CommandOptions options = options(Arrays.copyOfRange(args, 1, args.length));
        String competition = options.required("competition");
        Path archive = options.has(WITHOUT_ARCHIVE) ? null : Path.of(options.required(ARCHIVE));
        return ArchiveRun.run(progress -> {
            long reports = archives.delete(competition, archive, options.has(ArchiveRun.EVEN_IF_UNFINISHED), progress);
            return "Deleted: competition %s, %d reports".formatted(competition, reports);
        });
    }
}
