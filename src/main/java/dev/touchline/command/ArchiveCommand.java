package dev.touchline.command;

import dev.touchline.statistics.archive.Archives;
import dev.touchline.statistics.archive.RefusedException;
import dev.touchline.statistics.archive.file.DamagedArchiveException;
import io.quarkus.runtime.QuarkusApplication;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/**
 * Writes the archive of a competition, or verifies an archive. Writing needs only the database, verifying nothing. Exit
 * codes: 0 written or intact, 1 refused or damaged, 2 wrong arguments, 3 failed.
 */
class ArchiveCommand implements QuarkusApplication {

    static final String NAME = "archive";
    static final String USAGE =
            NAME + " --competition <id> --output <file> [--even-if-unfinished] writes the archive of a"
                    + " competition; " + NAME + " --verify <file> reads an archive and says whether it is intact.";

    private static final String VERIFY = "verify";
    private static final CommandOptions.Syntax SYNTAX = new CommandOptions.Syntax(
            Set.of("competition", "output", VERIFY), Set.of(ArchiveRun.EVEN_IF_UNFINISHED), 0);

    private final Archives archives;

    ArchiveCommand(Archives archives) {
        this.archives = archives;
    }

    /** Throws IllegalArgumentException if an argument is wrong. */
    static CommandOptions options(String... args) {
        CommandOptions options = SYNTAX.parse(args);
        if (options.value(VERIFY, null) == null) {
            options.required("competition");
            options.required("output");
        } else if (options.values().size() > 1 || !options.flags().isEmpty()) {
            throw new IllegalArgumentException("--verify takes no other option.");
        }
        return options;
    }

    /** A {@link Command}; fails if the file cannot be read. */
    static int verify(PrintStream out, PrintStream err, String... args) throws IOException {
        try {
            Archives.Summary archive = Archives.verify(Path.of(options(args).required(VERIFY)));
            out.println("Intact: " + ArchiveRun.describe(archive));
            return Command.EXIT_OK;
        } catch (DamagedArchiveException e) {
            err.println("Damaged: " + e.getMessage());
            return Command.EXIT_NO;
        } catch (RefusedException e) {
            err.println("Refused: " + e.getMessage());
            return Command.EXIT_NO;
        }
    }

    @Override
    public int run(String... args) {
        CommandOptions options = options(Arrays.copyOfRange(args, 1, args.length));
        String file = options.required("output");
        return ArchiveRun.run(progress -> {
            Archives.Summary archive = archives.write(
                    options.required("competition"),
                    Path.of(file),
                    options.has(ArchiveRun.EVEN_IF_UNFINISHED),
                    progress);
            return "Written: %s, %s".formatted(file, ArchiveRun.describe(archive));
        });
    }
}
