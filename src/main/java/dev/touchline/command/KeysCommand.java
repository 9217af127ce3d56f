package dev.touchline.command;

import dev.touchline.security.KeyFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Set;

/**
 * Creates a key pair unless there is one: the private key signs tokens, the public key verifies them. And the key that
 * encrypts the secrets of webhooks.
 */
final class KeysCommand {

    static final String NAME = "keys";
    static final String USAGE =
            NAME + " [--directory <directory> [--public <directory>]] [--webhooks <directory>] creates private.pem and"
                    + " public.pem unless they exist, and copies public.pem into the other directory; --webhooks creates"
                    + " webhooks.key unless it exists.";

    private static final CommandOptions.Syntax SYNTAX =
            new CommandOptions.Syntax(Set.of("directory", "public", "webhooks"), Set.of(), 0);

    private KeysCommand() {}

    /** A {@link Command}; existing keys are kept. Fails if the existing files are not a pair. */
    static int run(PrintStream out, PrintStream err, String... args) throws IOException {
        CommandOptions options = SYNTAX.parse(args);
        String webhooks = options.value("webhooks", null);
        String other = options.value("public", null);
        if (webhooks == null || other != null || options.value("directory", null) != null) {
            Path directory = Path.of(options.required("directory"));
            out.println(outcome(KeyFiles.ensure(directory)) + directory.resolve(KeyFiles.PRIVATE_FILE) + " and "
                    + directory.resolve(KeyFiles.PUBLIC_FILE));
            if (other != null) {
                out.println("Copied: " + KeyFiles.copyPublic(directory, Path.of(other)));
            }
        }
        if (webhooks != null) {
            Path directory = Path.of(webhooks);
            out.println(outcome(KeyFiles.ensureWebhooks(directory)) + directory.resolve(KeyFiles.WEBHOOKS_FILE));
        }
        return Command.EXIT_OK;
    }

    private static String outcome(boolean created) {
        return created ? "Created: " : "Kept: ";
    }
}
