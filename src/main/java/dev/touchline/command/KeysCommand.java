package dev.touchline.command;

import dev.touchline.security.KeyFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Set;

/** Creates a key pair unless there is one: the private key signs tokens, the public key verifies them. */
final class KeysCommand {

    static final String NAME = "keys";
    static final String USAGE =
            NAME + " --directory <directory> [--public <directory>] creates private.pem and public.pem"
                    + " unless they exist, and copies public.pem into the other directory.";

    private static final CommandOptions.Syntax SYNTAX =
            new CommandOptions.Syntax(Set.of("directory", "public"), Set.of(), 0);

    private KeysCommand() {}

    /** A {@link Command}; an existing private key is kept. Fails if the existing files are not a pair. */
    static int run(PrintStream out, PrintStream err, String... args) throws IOException {
        CommandOptions options = SYNTAX.parse(args);
        Path directory = Path.of(options.required("directory"));
        boolean created = KeyFiles.ensure(directory);
        out.println((created ? "Created: " : "Kept: ") + directory.resolve(KeyFiles.PRIVATE_FILE) + " and "
                + directory.resolve(KeyFiles.PUBLIC_FILE));
        String other = options.value("public", null);
        if (other != null) {
            out.println("Copied: " + KeyFiles.copyPublic(directory, Path.of(other)));
        }
        return Command.EXIT_OK;
    }
}
