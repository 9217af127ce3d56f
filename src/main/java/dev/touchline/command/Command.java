package dev.touchline.command;

import java.io.IOException;
import java.io.PrintStream;

/** A command that runs without Quarkus being started. */
@FunctionalInterface
interface Command {

    /** Exit code: done, or up. */
    int EXIT_OK = 0;
    /** Exit code: down, refused, or differences are left. */
    int EXIT_NO = 1;
    /** Exit code: wrong arguments. */
    int EXIT_USAGE = 2;
    /** Exit code: the command failed. */
    int EXIT_FAILED = 3;

    /**
     * Runs the command and returns its exit code.
     *
     * @param args the arguments after the command's name
     * @throws IllegalArgumentException if an argument is wrong; the message names it
     * @throws IOException if the command failed; the message says why
     */
    int run(PrintStream out, PrintStream err, String... args) throws IOException;
}
