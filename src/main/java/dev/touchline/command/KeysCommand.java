package dev.touchline.command;

import dev.touchline.security.KeyFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/**
 * Makes a pair of keys where there is none: the private one to sign tokens with, the public one for the processes to
 * check them with.
 */
final class KeysCommand {

    static final String NAME = "keys";
    static final String USAGE =
            NAME + " --directory <directory> [--public <directory>] makes private.pem and public.pem"
                    + " unless they exist, and copies public.pem into the other directory.";

    private static final CommandOptions.Syntax SYNTAX = CommandOptions.Syntax.of("directory", "public");

    private KeysCommand() {}

    /**
     * Makes the keys. An existing private key is kept.
     *
     * @throws IllegalArgumentException if an argument is wrong
     * @throws IOException if a file cannot be read or written, or the existing files are not a pair
     */
    static int run(PrintStream out, PrintStream err, String... args) throws IOException {
        CommandOptions options = SYNTAX.parse(args);
        Path directory = Path.of(options.required("directory"));
        boolean made = KeyFiles.ensure(directory);
        out.println((made ? "Made: " : "Kept: ") + directory.resolve(KeyFiles.PRIVATE_FILE) + " and "
                + directory.resolve(KeyFiles.PUBLIC_FILE));
        String other = options.value("public", null);
        if (other != null) {
            out.println("Copied: " + KeyFiles.copyPublic(directory, Path.of(other)));
        }
        return Command.EXIT_OK;
    }
}
