package dev.touchline.command;

import dev.touchline.security.KeyFiles;
import java.io.IOException;
import java.nio.file.Path;

/** Makes a pair of keys: the private one to mint tokens with, the public one for the processes to check them with. */
final class KeysCommand {

    static final String NAME = "keys";
    static final String USAGE = NAME + " --directory <directory> writes private.pem and public.pem.";

    private KeysCommand() {}

    /**
     * Writes them.
     *
     * @throws IllegalArgumentException saying which option is wrong
     * @throws IOException if one of the files exists, or cannot be written
     */
    static String run(String... args) throws IOException {
        Path directory = Path.of(Options.parse(args, "directory").required("directory"));
        KeyFiles.write(KeyFiles.newPair(), directory);
        return "Written: " + directory.resolve("private.pem") + ", which is for nobody else, and "
                + directory.resolve("public.pem");
    }
}
