package dev.touchline.command;

import dev.touchline.database.Branch;
import dev.touchline.database.Branches;
import io.quarkus.runtime.QuarkusApplication;
import java.io.PrintStream;
import java.util.Set;

/**
 * Begins a branch of the feed after a restore that the application cannot notice. Needs only the database. Exit codes: 0
 * begun, 2 wrong arguments, 3 failed.
 */
class BranchCommand implements QuarkusApplication {

    static final String NAME = "branch";
    static final String USAGE =
            NAME + " begins a branch of the feed, after an earlier state of the same database was restored in place.";
    static final CommandOptions.Syntax SYNTAX = new CommandOptions.Syntax(Set.of(), Set.of(), 0);

    private final Branches branches;
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    BranchCommand(Branches branches) {
        this.branches = branches;
    }

    @Override
    public int run(String... args) {
        try {
            Branch begun = branches.begin();
            out.printf("Branch %d of the feed begins after position %d.%n", begun.number(), begun.kept());
            return Command.EXIT_OK;
        } catch (Branches.NotBegunException e) {
            err.println("The database is unavailable: " + e.getMessage());
            return Command.EXIT_FAILED;
        }
    }
}
