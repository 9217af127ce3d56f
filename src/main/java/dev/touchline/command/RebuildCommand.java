package dev.touchline.command;

import dev.touchline.statistics.Rebuild;
import io.quarkus.runtime.QuarkusApplication;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Folds the event log from nothing, compares, and repairs on request. Needs the database and nothing else. Ends with 0
 * if nothing differs any more, with 1 if something does, with 2 if it was called wrongly, and with 3 if it could not be
 * done.
 */
public class RebuildCommand implements QuarkusApplication {

    static final String NAME = "rebuild";
    static final String USAGE =
            NAME + " [--match <id>] [--repair] folds the event log and compares it with what is stored.";
    static final int MISUSED = 2;
    static final int FAILED = 3;

    private static final int SAME = 0;
    private static final int DIFFERENT = 1;

    private final Rebuild rebuild;
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    RebuildCommand(Rebuild rebuild) {
        this.rebuild = rebuild;
    }

    /**
     * What was asked for.
     *
     * @param match the id of the only match, or null for all
     * @param repair whether to store what follows from the log
     */
    record Options(String match, boolean repair) {

        /**
         * Reads what stands behind the command's name.
         *
         * @throws IllegalArgumentException saying which option is wrong
         */
        static Options parse(String... args) {
            String match = null;
            boolean repair = false;
            Deque<String> rest = new ArrayDeque<>(List.of(args));
            rest.remove();
            while (!rest.isEmpty()) {
                String option = rest.remove();
                switch (option) {
                    case "--repair" -> repair = true;
                    case "--match" -> {
                        if (rest.isEmpty()) {
                            throw new IllegalArgumentException("--match needs the id of a match.");
                        }
                        match = rest.remove();
                    }
                    default -> throw new IllegalArgumentException("Unknown option " + option + ".");
                }
            }
            return new Options(match, repair);
        }
    }

    @Override
    public int run(String... args) {
        Options options = Options.parse(args);
        try {
            Rebuild.Outcome outcome = rebuild.run(options.match(), options.repair(), this::print);
            if (options.match() != null && outcome.matches() == 0) {
                err.println("Nothing is known of the match " + options.match() + ".");
                return FAILED;
            }
            out.printf(
                    "%d matches, %d of them different, %d repaired%n",
                    outcome.matches(), outcome.different(), outcome.repaired());
            return outcome.different() == outcome.repaired() ? SAME : DIFFERENT;
        } catch (Rebuild.DatabaseException e) {
            err.println(e.getMessage());
            return FAILED;
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
