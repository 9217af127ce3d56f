package dev.touchline.command;

import java.io.IOException;
import java.io.PrintStream;

/** A command that needs nothing of a running application, so that Quarkus is not started for it. */
@FunctionalInterface
interface Command {

    /** Exit code: done, or up. */
    int EXIT_OK = 0;
    /** Exit code: the answer is no. */
    int EXIT_NO = 1;
    /** Exit code: wrong arguments. */
    int EXIT_USAGE = 2;
    /** Exit code: it could not be done. */
    int EXIT_FAILED = 3;

    /**
     * Runs the command.
     *
     * @param out for the result
     * @param err for reasons
     * @param args the arguments after the command's name
     * @return the exit code
     * @throws IllegalArgumentException if an argument is wrong; the message names it
     * @throws IOException if the command cannot be done; the message says why
     */
    int run(PrintStream out, PrintStream err, String... args) throws IOException;
}
