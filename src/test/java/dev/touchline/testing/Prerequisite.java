package dev.touchline.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What some tests need on the machine, and are skipped without. */
public final class Prerequisite {

    private Prerequisite() {}

    /** Where a command is, if it is on the {@code PATH}. */
    static Optional<Path> onPath(String command) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> Stream.of(Path.of(folder, command), Path.of(folder, command + ".exe")))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Skips the test unless a command is on the {@code PATH}. */
    public static void program(String command) {
        skipUnless(onPath(command).isPresent(), "there is no " + command + " on the PATH");
    }

    /** Skips the test unless measuring is what the build is for: a machine that is busy otherwise would fail it. */
    public static void measuring() {
        skipUnless(
                Boolean.getBoolean("touchline.measure"),
                "measures, and so wants -Dtouchline.measure=true and a quiet machine");
    }

    /** Skips the test. The build's summary has a number of skipped tests at most; the reason should be heard as well. */
    static void skipUnless(boolean possible, String reason) {
        if (!possible) {
            System.out.println("SKIPPED: " + reason);
        }
        Assumptions.assumeTrue(possible, reason);
    }
}
