package dev.touchline.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Probes the process that runs with the same settings: the health check of a container. */
final class HealthCommand {

    static final String NAME = "health";
    static final String USAGE = NAME
            + " [ready|live|started] [--timeout <seconds>] probes the process at its management port; exit code 0 or 1";

    private static final List<String> KINDS = List.of("ready", "live", "started");
    private static final CommandOptions.Syntax SYNTAX = new CommandOptions.Syntax(Set.of("timeout"), Set.of(), 1);
    private static final int DEFAULT_SECONDS = 3;
    private static final int MAX_SECONDS = 60;
    private static final int UP = 200;
    private static final int MAX_REASON = 500;

    private HealthCommand() {}

    /** A {@link Command}; every failure of the probe means down. */
    static int run(PrintStream out, PrintStream err, String... args) {
        CommandOptions options = SYNTAX.parse(args);
        String kind = options.operands().stream().findFirst().orElse(KINDS.get(0));
        if (!KINDS.contains(kind)) {
            throw new IllegalArgumentException("health takes " + String.join(", ", KINDS) + ", not " + kind + ".");
        }
        Duration timeout = Duration.ofSeconds(options.number("timeout", DEFAULT_SECONDS, 1, MAX_SECONDS));
        try {
            HealthEndpoint endpoint = HealthEndpoint.configured(RuntimeSettings.read());
            HealthProbe.Answer answer = HealthProbe.ask(endpoint, kind, timeout);
            if (answer.status() == UP) {
                out.println("UP");
                return Command.EXIT_OK;
            }
            err.println("DOWN: " + endpoint + "/" + kind + " answered " + answer.status() + reason(answer.body()));
        } catch (IOException | IllegalArgumentException | NoSuchElementException e) {
            // NoSuchElementException: a setting refers to another one that is missing.
            err.println("DOWN: " + e.getMessage());
        }
        return Command.EXIT_NO;
    }

    /** The checks that are down, with their data; empty if the body is not of a health check. */
    static String reason(String body) {
        try {
            JsonNode checks = new ObjectMapper().readTree(body).path("checks");
            String reason = StreamSupport.stream(checks.spliterator(), false)
                    .filter(check -> !"UP".equals(check.path("status").asText()))
                    .map(check -> check.path("name").asText() + (check.has("data") ? " " + check.path("data") : ""))
                    .collect(Collectors.joining("; "));
            String line = reason.replaceAll("\\s+", " ");
            return line.isEmpty() ? "" : ": " + line.substring(0, Math.min(line.length(), MAX_REASON));
        } catch (JsonProcessingException e) {
            // Another server, or an error page; the message already has the status.
            return "";
        }
    }
}
