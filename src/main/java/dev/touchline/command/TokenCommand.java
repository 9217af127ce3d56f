package dev.touchline.command;

import dev.touchline.security.Access;
import dev.touchline.security.KeyFiles;
import dev.touchline.security.Token;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Mints a token and writes it to standard output. Needs nothing but the private key. */
final class TokenCommand {

    static final String NAME = "token";
    static final String USAGE =
            NAME + " --name <name> --role <role>[,<role>] --key <private.pem> [--sources <name>,<prefix>*]"
                    + " [--days 30] [--issuer touchline] [--audience touchline] writes a signed token.";

    private static final int MOST_DAYS = 3650;

    private TokenCommand() {}

    /**
     * The token.
     *
     * @throws IllegalArgumentException saying which option is wrong
     * @throws IOException if the key cannot be read
     */
    static String run(String... args) throws IOException {
        Options options = Options.parse(args, "name", "role", "key", "sources", "days", "issuer", "audience");
        Token token = new Token(
                options.value("issuer", Token.OURS),
                options.value("audience", Token.OURS),
                options.required("name"),
                roles(options.required("role")),
                names(options.value("sources", "")),
                days(options.value("days", "30")));
        return token.signedWith(KeyFiles.readPrivate(Path.of(options.required("key"))));
    }

    private static List<String> roles(String list) {
        List<String> roles = names(list);
        if (roles.isEmpty() || !Access.ROLES.containsAll(roles)) {
            throw new IllegalArgumentException("--role takes " + String.join(", ", Access.ROLES) + ".");
        }
        return roles;
    }

    private static List<String> names(String list) {
        return List.of(list.split(",")).stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static Duration days(String number) {
        if (number.matches("\\d{1,4}")) {
            int days = Integer.parseInt(number);
            if (days >= 1 && days <= MOST_DAYS) {
                return Duration.ofDays(days);
            }
        }
        throw new IllegalArgumentException("--days takes a whole number from 1 to " + MOST_DAYS + ".");
    }
}
