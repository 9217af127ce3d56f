package dev.touchline.command;

import dev.touchline.security.AtomicFile;
import dev.touchline.security.KeyFiles;
import dev.touchline.security.Token;
import dev.touchline.security.TokenRoles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Signs a token and writes it to standard output or into a file. Needs only the private key. */
final class TokenCommand {

    static final String NAME = "token";
    static final String USAGE =
            NAME + " --name <name> --role <role>[,<role>] --key <private.pem> [--sources <name>,<prefix>*]"
                    + " [--matches <id>,<prefix>*] [--competitions <id>,<prefix>*]"
                    + " [--teams <id>,<prefix>*] [--players <id>,<prefix>*] [--days 1] [--issuer touchline] [--audience touchline] [--output <file>] [--header]"
                    + " writes a signed token, with --header as a line that curl takes.";

    private static final int MAX_DAYS = 3650;
    private static final int DEFAULT_DAYS = 1;
    private static final int USUAL_MAX_DAYS = 31;
    private static final CommandOptions.Syntax SYNTAX = new CommandOptions.Syntax(
            Set.of(
                    "name",
                    "role",
                    "key",
                    "sources",
                    "matches",
                    "competitions",
                    "teams",
                    "players",
                    "days",
                    "issuer",
                    "audience",
                    "output"),
            Set.of("header"),
            0);

    private TokenCommand() {}

    /** A {@link Command}; fails if the key cannot be read or the file not written. */
    static int run(PrintStream out, PrintStream err, String... args) throws IOException {
        CommandOptions options = SYNTAX.parse(args);
        Token token = new Token(
                options.value("issuer", Token.TOUCHLINE),
                options.value("audience", Token.TOUCHLINE),
                options.required("name"),
                roles(options.required("role")),
                names(options.value("sources", "")),
                names(options.value("matches", "")),
                names(options.value("competitions", "")),
                names(options.value("teams", "")),
                names(options.value("players", "")),
                Duration.ofDays(options.number("days", DEFAULT_DAYS, 1, MAX_DAYS)));
        String signed = token.signedWith(KeyFiles.readPrivate(Path.of(options.required("key"))));
        String line = options.has("header") ? "Authorization: Bearer " + signed : signed;
        String output = options.value("output", null);
        if (output == null) {
            out.println(line);
        } else {
            AtomicFile.replace(Path.of(output), line + "\n", AtomicFile.Readers.OWNER);
            out.println("Written: " + output);
        }
        if (token.lifetime().toDays() > USUAL_MAX_DAYS) {
            err.println("Processes refuse tokens that live longer than " + USUAL_MAX_DAYS
                    + " days unless touchline.security.max-token-life allows it.");
        }
        return Command.EXIT_OK;
    }

    private static List<String> roles(String list) {
        List<String> roles = names(list);
        if (roles.isEmpty() || !TokenRoles.ROLES.containsAll(roles)) {
            throw new IllegalArgumentException("--role takes " + String.join(", ", TokenRoles.ROLES) + ".");
        }
        return roles;
    }

    private static List<String> names(String list) {
        return Stream.of(list.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
