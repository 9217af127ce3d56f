package dev.touchline.command;

import dev.touchline.role.RoleConfigSource;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Starts the server, or runs a command. */
@QuarkusMain
public class Main {

    private static final Set<String> HELP_OPTIONS = Set.of("--help", "-h");
    private static final Set<String> HELP = Set.of("help", "--help", "-h");
    private static final String VERSION = "--version";

    /** Settings of commands within Quarkus: no ports, no log on standard output; {@link #exit} reports a failed start. */
    private static final Map<String, String> COMMAND_CONFIG = Map.of(
            "quarkus.http.host-enabled", "false",
            "quarkus.management.host-enabled", "false",
            "quarkus.banner.enabled", "false",
            "touchline.security.enabled", "false",
            "quarkus.log.level", "WARN",
            "quarkus.log.console.stderr", "true",
            "quarkus.log.category.\"io.quarkus.runtime.Application\".level", "OFF",
            // Would warn that the disabled channels are not connected.
            "quarkus.log.category.\"io.smallrye.reactive.messaging.provider\".level", "ERROR");

    /** In the order of the help. */
    private static final Map<String, String> USAGES = new LinkedHashMap<>();

    private static final Map<String, Command> COMMANDS = Map.of(
            ArchiveCommand.NAME, ArchiveCommand::verify,
            HealthCommand.NAME, HealthCommand::run,
            KeysCommand.NAME, KeysCommand::run,
            TokenCommand.NAME, TokenCommand::run);

    static {
        USAGES.put(HealthCommand.NAME, HealthCommand.USAGE);
        USAGES.put(KeysCommand.NAME, KeysCommand.USAGE);
        USAGES.put(TokenCommand.NAME, TokenCommand.USAGE);
        USAGES.put(RebuildCommand.NAME, RebuildCommand.USAGE);
        USAGES.put(BranchCommand.NAME, BranchCommand.USAGE);
        USAGES.put(ArchiveCommand.NAME, ArchiveCommand.USAGE);
        USAGES.put(DeleteCommand.NAME, DeleteCommand.USAGE);
        USAGES.put(RestoreCommand.NAME, RestoreCommand.USAGE);
        USAGES.put(TopologyCommand.NAME, TopologyCommand.USAGE);
    }

    /** Starts the server, or runs the command that the first argument names. */
    public static void main(String... args) {
        if (args.length == 0) {
            exitZeroWhenTerminated();
            Quarkus.run(args);
            return;
        }
        String name = args[0];
        String[] rest = Arrays.copyOfRange(args, 1, args.length);
        if (HELP.contains(name)) {
            printAndExit(help(rest));
        } else if (name.equals(VERSION)) {
            printAndExit("touchline " + version());
        } else if (!USAGES.containsKey(name)) {
            printUsageError(unknown(name));
        } else if (Arrays.stream(rest).anyMatch(HELP_OPTIONS::contains)) {
            printAndExit(USAGES.get(name));
        } else if (name.equals(RebuildCommand.NAME)) {
            runWithinQuarkus(RebuildCommand.class, RebuildCommand.SYNTAX::parse, args, rest);
        } else if (name.equals(BranchCommand.NAME)) {
            runWithinQuarkus(BranchCommand.class, BranchCommand.SYNTAX::parse, args, rest);
        } else if (name.equals(ArchiveCommand.NAME)) {
            archive(args, rest);
        } else if (name.equals(DeleteCommand.NAME)) {
            runWithinQuarkus(DeleteCommand.class, DeleteCommand::options, args, rest);
        } else if (name.equals(RestoreCommand.NAME)) {
            runWithinQuarkus(RestoreCommand.class, RestoreCommand::options, args, rest);
        } else if (name.equals(TopologyCommand.NAME)) {
            System.setProperty(RoleConfigSource.DATABASE_ACTIVE, "false");
            runWithinQuarkus(TopologyCommand.class, TopologyCommand::timeout, args, rest);
        } else {
            run(name, rest);
        }
    }

    private static void archive(String[] args, String... rest) {
        if (Arrays.stream(rest).anyMatch(argument -> argument.startsWith("--verify"))) {
            run(ArchiveCommand.NAME, rest);
        } else {
            runWithinQuarkus(ArchiveCommand.class, ArchiveCommand::options, args, rest);
        }
    }

    /** The usage of the named command, or of all. */
    static String help(String... args) {
        if (args.length > 0 && USAGES.containsKey(args[0])) {
            return USAGES.get(args[0]);
        }
        return "Without arguments the application serves; with one of these commands it runs the command and ends:\n  "
                + String.join("\n  ", USAGES.values())
                + "\nExit codes: 0 done or up; 1 down, refused, or differences are left; 2 wrong arguments; 3 failed.";
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
            System.err.println("Failed: " + e.getMessage());
            System.exit(Command.EXIT_FAILED);
        }
    }

    private static void runWithinQuarkus(
            Class<? extends QuarkusApplication> command, Consumer<String[]> parser, String[] args, String... rest) {
        try {
            parser.accept(rest);
        } catch (IllegalArgumentException e) {
            printUsageError(e.getMessage() + " " + USAGES.get(args[0]));
        }
        System.setProperty(RoleConfigSource.COMMAND, args[0]);
        COMMAND_CONFIG.forEach(System::setProperty);
        Quarkus.run(command, Main::exit, args);
    }

    private static void printAndExit(String message) {
        System.out.println(message);
        System.exit(Command.EXIT_OK);
    }

    private static void printUsageError(String message) {
        System.err.println(message);
        System.exit(Command.EXIT_USAGE);
    }

    private static void exit(int code, Throwable failure) {
        if (failure != null) {
            System.err.println("Failed: " + describe(failure));
        }
        System.exit(failure == null ? code : Command.EXIT_FAILED);
    }

    // Quarkus' exception only says that the start failed, so the cause is described, by the first line of its message.
    private static String describe(Throwable failure) {
        Throwable reason = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(reason.getMessage()).lines().findFirst().orElseGet(reason::toString);
    }

    // A JVM that ends by SIGTERM has the exit code 143 even after a clean stop.
    private static void exitZeroWhenTerminated() {
        AtomicBoolean hasExitCode = new AtomicBoolean();
        BiConsumer<Integer, Throwable> defaultHandler = ApplicationLifecycleManager.getDefaultExitCodeHandler();
        ApplicationLifecycleManager.setDefaultExitCodeHandler((code, failure) -> {
            hasExitCode.set(true);
            defaultHandler.accept(code, failure);
        });
        Runnable exitZero = () -> {
            Application application = ApplicationLifecycleManager.getCurrentApplication();
            // In dev mode, the embedded services must end first.
            if (!hasExitCode.get() && application != null && LaunchMode.current() == LaunchMode.NORMAL) {
                application.awaitShutdown();
                System.out.flush();
                Runtime.getRuntime().halt(0);
            }
        };
        Runtime.getRuntime().addShutdownHook(new Thread(exitZero, "exit-code"));
    }
}
