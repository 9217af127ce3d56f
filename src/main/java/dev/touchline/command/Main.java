package dev.touchline.command;

import dev.touchline.role.RoleConfig;
import io.quarkus.runtime.Application;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/** Serves, unless a command is named. */
@QuarkusMain
public class Main {

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

    /** Starts the application. */
    public static void main(String... args) {
        if (args.length == 0) {
            endWellWhenAsked();
            Quarkus.run(args);
        } else if (args[0].equals(RebuildCommand.NAME)) {
            rebuild(args);
        } else if (args[0].equals(TokenCommand.NAME)) {
            answer(TokenCommand::run, TokenCommand.USAGE, args);
        } else if (args[0].equals(KeysCommand.NAME)) {
            answer(KeysCommand::run, KeysCommand.USAGE, args);
        } else {
            misused("Unknown command " + args[0] + ". Without arguments the application serves; " + RebuildCommand.USAGE
                    + " " + TokenCommand.USAGE + " " + KeysCommand.USAGE);
        }
    }

    /** A command that needs nothing of the application, and so does not start it. */
    @FunctionalInterface
    private interface Answering {
        String run(String... args) throws IOException;
    }

    private static void answer(Answering command, String usage, String... args) {
        try {
            System.out.println(command.run(args));
            System.exit(0);
        } catch (IllegalArgumentException e) {
            misused(e.getMessage() + " " + usage);
        } catch (IOException e) {
            System.err.println("Not possible: " + e.getMessage());
            System.exit(RebuildCommand.FAILED);
        }
    }

    private static void rebuild(String... args) {
        try {
            RebuildCommand.Options.parse(args);
        } catch (IllegalArgumentException e) {
            misused(e.getMessage() + " " + RebuildCommand.USAGE);
        }
        System.setProperty(RoleConfig.COMMAND, RebuildCommand.NAME);
        COMMAND_CONFIG.forEach(System::setProperty);
        Quarkus.run(RebuildCommand.class, Main::end, args);
    }

    private static void misused(String why) {
        System.err.println(why);
        System.exit(RebuildCommand.MISUSED);
    }

    private static void end(int code, Throwable failure) {
        if (failure != null) {
            System.err.println("Not possible: " + reason(failure));
        }
        System.exit(failure == null ? code : RebuildCommand.FAILED);
    }

    // Quarkus says only that it could not start; the lines behind the first are for those who know the library.
    private static String reason(Throwable failure) {
        Throwable reason = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(reason.getMessage()).lines().findFirst().orElseGet(reason::toString);
    }

    // A JVM that is told to end by SIGTERM has 143 as its exit code, however well the application ended.
    private static void endWellWhenAsked() {
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
