package dev.touchline.command;

import dev.touchline.role.RoleConfigSource;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/** Serves, unless a command is named. */
@QuarkusMain
public class Main {

    private static final Set<String> HELP_OPTIONS = Set.of("--help", "-h");
    private static final Set<String> HELP = Set.of("help", "--help", "-h");
    private static final String VERSION = "--version";

    /**
     * What a process that runs a command and ends is like: it listens to nobody, its output is the result, and what it
     * needs is there or not. That it could not start, it says itself.
     */
    private static final Map<String, String> COMMAND_CONFIG = Map.of(
            "quarkus.http.host-enabled", "false",
            "quarkus.management.host-enabled", "false",
            "quarkus.banner.enabled", "false",
            "touchline.security.enabled", "false",
            "quarkus.log.level", "WARN",
            "quarkus.log.console.stderr", "true",
            "quarkus.log.category.\"io.quarkus.runtime.Application\".level", "OFF",
            // Warns that the channels, which are off, are not connected.
            "quarkus.log.category.\"io.smallrye.reactive.messaging.provider\".level", "ERROR");

    /** The commands, in the order in which the help lists them. */
    private static final Map<String, String> USAGES = new LinkedHashMap<>();

    private static final Map<String, Command> COMMANDS = Map.of(
            HealthCommand.NAME,
            HealthCommand::run,
            KeysCommand.NAME,
            KeysCommand::run,
            TokenCommand.NAME,
            TokenCommand::run);

    static {
        USAGES.put(HealthCommand.NAME, HealthCommand.USAGE);
        USAGES.put(KeysCommand.NAME, KeysCommand.USAGE);
        USAGES.put(TokenCommand.NAME, TokenCommand.USAGE);
        USAGES.put(RebuildCommand.NAME, RebuildCommand.USAGE);
    }

    /** Starts the application, or runs the command that the first argument names. */
    public static void main(String... args) {
        if (args.length == 0) {
            exitZeroWhenTerminated();
            Quarkus.run(args);
            return;
        }
        String name = args[0];
        String[] rest = Arrays.copyOfRange(args, 1, args.length);
        if (HELP.contains(name)) {
            System.out.println(help(rest));
            System.exit(Command.EXIT_OK);
        } else if (name.equals(VERSION)) {
            System.out.println("touchline " + version());
            System.exit(Command.EXIT_OK);
        } else if (!USAGES.containsKey(name)) {
            printUsageError(unknown(name));
        } else if (Arrays.stream(rest).anyMatch(HELP_OPTIONS::contains)) {
            System.out.println(USAGES.get(name));
            System.exit(Command.EXIT_OK);
        } else if (name.equals(RebuildCommand.NAME)) {
            rebuild(args, rest);
        } else {
            run(name, rest);
        }
    }

    /** The usage of the command that is named, or of all. */
    static String help(String... args) {
        if (args.length > 0 && USAGES.containsKey(args[0])) {
            return USAGES.get(args[0]);
        }
        return "Without arguments the application serves; with one of these commands it does its work and ends:\n  "
                + String.join("\n  ", USAGES.values())
                + "\nExit codes: 0 done or up; 1 down, or a difference is left; 2 wrong arguments; 3 could not be done.";
    }

    private static String unknown(String name) {
        String hint =
                name.startsWith("-X") || name.startsWith("-D") ? " Options of the JVM go into JDK_JAVA_OPTIONS." : "";
        return "Unknown command " + name + "." + hint + "\n" + help();
    }

    private static String version() {
        return RuntimeSettings.read().getValue("quarkus.application.version", String.class);
    }

    private static void run(String name, String... args) {
        try {
            System.exit(COMMANDS.get(name).run(System.out, System.err, args));
        } catch (IllegalArgumentException e) {
            printUsageError(e.getMessage() + " " + USAGES.get(name));
        } catch (IOException e) {
            System.err.println("Not possible: " + e.getMessage());
            System.exit(Command.EXIT_FAILED);
        }
    }

    private static void rebuild(String[] args, String... rest) {
        try {
            RebuildCommand.SYNTAX.parse(rest);
        } catch (IllegalArgumentException e) {
            printUsageError(e.getMessage() + " " + RebuildCommand.USAGE);
        }
        System.setProperty(RoleConfigSource.COMMAND, RebuildCommand.NAME);
        COMMAND_CONFIG.forEach(System::setProperty);
        Quarkus.run(RebuildCommand.class, Main::exit, args);
    }

    private static void printUsageError(String why) {
        System.err.println(why);
        System.exit(Command.EXIT_USAGE);
    }

    private static void exit(int code, Throwable failure) {
        if (failure != null) {
            System.err.println("Not possible: " + describe(failure));
        }
        System.exit(failure == null ? code : Command.EXIT_FAILED);
    }

    // Quarkus says only that it could not start; the lines behind the first are for those who know the library.
    private static String describe(Throwable failure) {
        Throwable reason = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(reason.getMessage()).lines().findFirst().orElseGet(reason::toString);
    }

    // A JVM that is told to end by SIGTERM has 143 as its exit code, however well the application ended.
    private static void exitZeroWhenTerminated() {
        AtomicBoolean byItself = new AtomicBoolean();
        BiConsumer<Integer, Throwable> usual = ApplicationLifecycleManager.getDefaultExitCodeHandler();
        ApplicationLifecycleManager.setDefaultExitCodeHandler((code, failure) -> {
            byItself.set(true);
            usual.accept(code, failure);
        });
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            Application application = ApplicationLifecycleManager.getCurrentApplication();
                            // In development, the embedded parts have yet to end.
                            if (byItself.get() || application == null || LaunchMode.current() != LaunchMode.NORMAL) {
                                return;
                            }
                            application.awaitShutdown();
                            System.out.flush();
                            Runtime.getRuntime().halt(0);
                        },
                        "exit-code"));
    }
}
