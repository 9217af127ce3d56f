package dev.touchline.command;

import dev.touchline.statistics.rebuild.Rebuild;
import io.quarkus.runtime.QuarkusApplication;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Set;

/**
 * Folds the event log, compares it with the projections, and repairs them on request. Needs only the database. Exit
 * codes: 0 no difference is left, 1 differences are left, 2 wrong arguments, 3 failed.
 */
class RebuildCommand implements QuarkusApplication {

    static final String NAME = "rebuild";
    static final String USAGE =
            NAME + " [--match <id>] [--repair] folds the event log and compares it with the projections.";
    static final CommandOptions.Syntax SYNTAX = new CommandOptions.Syntax(Set.of("match"), Set.of("repair"), 0);

    private final Rebuild rebuild;
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    RebuildCommand(Rebuild rebuild) {
        this.rebuild = rebuild;
    }

    @Override
    public int run(String... args) {
        CommandOptions options = SYNTAX.parse(Arrays.copyOfRange(args, 1, args.length));
        String match = options.value("match", null);
        try {
            Rebuild.Totals outcome = rebuild.run(match, options.has("repair"), this::print);
            if (match != null && outcome.matches() == 0) {
                err.println("There is no report of the match " + match + ".");
                return Command.EXIT_FAILED;
            }
            out.printf(
                    "%d matches, %d of them different, %d repaired%n",
                    outcome.matches(), outcome.different(), outcome.repaired());
            return outcome.different() == outcome.repaired() ? Command.EXIT_OK : Command.EXIT_NO;
        } catch (Rebuild.DatabaseException e) {
            err.println(e.getMessage());
            return Command.EXIT_FAILED;
        }
    }

    private void print(Rebuild.Difference difference) {
        out.printf(
                "%s: %s is %s, and should be %s%n",
                difference.match(),
                difference.what(),
                difference.stored() == null ? "not there" : difference.stored(),
                difference.folded() == null ? "not there" : difference.folded());
    }
}
