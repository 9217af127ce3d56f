package dev.touchline.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Child processes of tests. Their output goes to files in {@code target/it}, and none of them outlives the tests. */
final class ChildProcesses {

    /** The number of this test JVM among the parallel ones, from 1. */
    private static final int FORK = Integer.getInteger("surefire.forkNumber", 1);
    /** A folder per test JVM, because each JVM numbers its log files from 1. */
    private static final Path LOGS = target().resolve("it").resolve("fork-" + FORK);
    /**
     * Each test JVM has its own port range, below the range from which Linux takes the ports of outgoing connections.
     * Otherwise a port found free could be taken before the server starts.
     */
    private static final int PORTS_OF_A_FORK = 5_000;

    private static final int FIRST_PORT = 10_000 + FORK * PORTS_OF_A_FORK;
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 50 % PORTS_OF_A_FORK));
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final int LAST_LINES = 40;
    private static final int SIGNAL_SECONDS = 10;
    private static final int DEFAULT_HEAP_MIB = 512;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(ChildProcesses::kill), "children-end"));
    }

    private ChildProcesses() {}

    /** The build directory. */
    static Path target() {
        return application().getParent();
    }

    /** The folder of the packaged application. */
    static Path application() {
        return Path.of(System.getProperty("touchline.app", "target/quarkus-app"))
                .toAbsolutePath();
    }

    /** A new log file. */
    static File log(String name) {
        Path file = LOGS.resolve("%s-%02d.log".formatted(name, COUNT.incrementAndGet()));
        try {
            Files.createDirectories(LOGS);
            // It may be left from an earlier build.
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toFile();
    }

    /** Returns whether the packaged application is a native executable. */
    static boolean isNative() {
        return System.getProperty("touchline.native") != null;
    }

    /** The packaged application with these arguments and only these settings. */
    static ProcessBuilder packaged(Map<String, String> settings, String... arguments) {
        return packaged(DEFAULT_HEAP_MIB, settings, arguments);
    }

    /** The packaged application with a maximum heap in MiB. */
    static ProcessBuilder packaged(int heap, Map<String, String> settings, String... arguments) {
        List<String> command = new ArrayList<>(isNative() ? executable() : java(ClassArchive.options()));
        // The first argument of both is the program.
        command.add(1, "-Xmx" + heap + "m");
        command.addAll(List.of(arguments));
        return withSettings(command, settings);
    }

    /**
     * The packaged application with a heap in MiB, on one processor where {@code taskset} can choose it. Like that of a
     * process that has run for a while, the heap has its memory: on virtual machines, the first use of 30 MB takes 100 ms.
     */
    static ProcessBuilder confined(int heap, Map<String, String> settings) {
        ProcessBuilder builder = packaged(heap, settings);
        if (!isNative()) {
            builder.command().addAll(1, List.of("-Xms" + heap + "m", "-XX:+AlwaysPreTouch"));
        }
        Prerequisite.onPath("taskset")
                .ifPresent(taskset -> builder.command().addAll(0, List.of(taskset.toString(), "-c", "0")));
        return builder;
    }

    /** The command with only these settings of the application. */
    static ProcessBuilder withSettings(List<String> command, Map<String, String> settings) {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment
                .keySet()
                .removeIf(key ->
                        key.startsWith("QUARKUS_") || key.startsWith("TOUCHLINE_") || key.startsWith("RABBITMQ_"));
        environment.putAll(settings);
        return builder;
    }

    private static List<String> executable() {
        return List.of(System.getProperty("touchline.native"));
    }

    /** The command of the packaged application on the JVM with additional options. */
    static List<String> java(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The processes are short-lived, so that fast start-up matters more than throughput.
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.addAll(List.of("-jar", application().resolve("quarkus-run.jar").toString()));
        return command;
    }

    static Process start(ProcessBuilder builder, File log) {
        return start(builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log)));
    }

    static Process start(ProcessBuilder builder) {
        try {
            Process process = builder.start();
            RUNNING.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command to its end; returns whether it succeeds within that many seconds. */
    static boolean run(File log, int seconds, List<String> command) {
        Process process = start(new ProcessBuilder(command), log);
        boolean succeeded = ended(process, seconds) && process.exitValue() == 0;
        kill(process);
        return succeeded;
    }

    /** Sends a signal that Java has no method for. */
    static void signal(Process process, String name) {
        start(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())));
    }

    /** Stops the process and its descendants until {@link #resume}: their connections stay open and are not served. */
    static void pause(Process process) {
        // The process first, so that it starts no further ones.
        signalAndWait("STOP", Stream.of(process.toHandle()));
        signalAndWait("STOP", process.descendants());
    }

    /** Continues a paused process. */
    static void resume(Process process) {
        signalAndWait("CONT", process.descendants());
        signalAndWait("CONT", Stream.of(process.toHandle()));
    }

    private static void signalAndWait(String name, Stream<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.map(ProcessHandle::pid).map(String::valueOf).forEach(command::add);
        if (!run(log("kill"), SIGNAL_SECONDS, command)) {
            throw new IllegalStateException(String.join(" ", command) + " failed");
        }
    }

    /** Sends SIGTERM and waits for the exit. */
    static void stop(Process process, int seconds) {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroy();
        boolean ended = ended(process, seconds);
        kill(process);
        below.forEach(ProcessHandle::destroyForcibly);
        if (!ended) {
            throw new IllegalStateException(
                    "%s did not end within %d s".formatted(process.info().commandLine(), seconds));
        }
    }

    /** Kills the process and its descendants. */
    static void kill(Process process) {
        Stream.concat(process.descendants().toList().stream(), Stream.of(process.toHandle()))
                .forEach(ProcessHandle::destroyForcibly);
        ended(process, 10);
        RUNNING.remove(process);
    }

    /** Returns whether the process exits within that many seconds. */
    static boolean ended(Process process, int seconds) {
        try {
            return process.waitFor(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The end of a log, for an assertion message. */
    static String tail(File log) {
        try {
            List<String> lines = Files.readAllLines(log.toPath());
            return log + " ends with:\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            return log + " cannot be read: " + e;
        }
    }

    /** Free ports of the loopback interface that this JVM has not returned before. */
    static int[] freePorts(int count) {
        return IntStream.generate(() -> FIRST_PORT + NEXT_PORT.getAndIncrement() % PORTS_OF_A_FORK)
                .limit(PORTS_OF_A_FORK)
                .filter(ChildProcesses::isFree)
                .limit(count)
                .toArray();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    static Path newFolder(String name) {
        try {
            return Files.createTempDirectory("touchline-" + name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
