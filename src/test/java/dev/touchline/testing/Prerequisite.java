package dev.touchline.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Requirements on the machine without which a test is skipped. */
public final class Prerequisite {

    private Prerequisite() {}

    /** The path of a command, if it is on the {@code PATH}. */
    static Optional<Path> onPath(String command) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> Stream.of(Path.of(folder, command), Path.of(folder, command + ".exe")))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * The folder with files of openfootball that {@code TOUCHLINE_OPENFOOTBALL} names, or else the one beside the checkout.
     * Skips the test without either.
     */
    public static Path openFootball() {
        String named = System.getenv("TOUCHLINE_OPENFOOTBALL");
        Path folder = Path.of(named == null ? "../shared/data/openfootball" : named);
        skipUnless(named != null || Files.isDirectory(folder), "TOUCHLINE_OPENFOOTBALL names no folder");
        return folder;
    }

    /** Skips the test unless a command is on the {@code PATH}. */
    public static void program(String command) {
        skipUnless(onPath(command).isPresent(), "there is no " + command + " on the PATH");
    }

    /** Skips the test unless a file exists. */
    public static void file(Path path) {
        skipUnless(Files.exists(path), "there is no " + path);
    }

    /** Skips the test unless the build is started for measurements: it would fail on a busy machine. */
    public static void measuring() {
        skipUnless(
                Boolean.getBoolean("touchline.measure"),
                "measures, and so wants -Dtouchline.measure=true and a quiet machine");
    }

    /** Skips the test unless the build is to try every fault: all of them take too long for each change. */
    public static void allFaults() {
        skipUnless(
                Boolean.getBoolean("touchline.all-faults"), "is one of many faults: wants -Dtouchline.all-faults=true");
    }

    /** Skips the test and prints the reason, because the build's summary shows only the number of skipped tests. */
    static void skipUnless(boolean possible, String reason) {
        if (!possible) {
            System.out.println("SKIPPED: " + reason);
        }
        Assumptions.assumeTrue(possible, reason);
    }
}
