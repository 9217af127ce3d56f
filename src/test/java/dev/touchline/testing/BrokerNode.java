package dev.touchline.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** A RabbitMQ node as a child process, with its own ports, data folder and cookie. */
final class BrokerNode {

    private static final int STOP_SECONDS = 60;
    private static final int CONTROL_SECONDS = 180;

    private final Programs programs;
    private final int mapperPort;
    private final Path folder = ChildProcesses.newFolder("broker");
    private final int[] ports = ChildProcesses.freePorts(3);
    private final String name = "touchline-" + UUID.randomUUID() + "@localhost";
    private final File log = ChildProcesses.log("rabbitmq");
    private Process server;

    /** @param mapperPort the port of the port mapper (epmd) that knows the node */
    BrokerNode(Programs programs, int mapperPort) {
        this.programs = programs;
        this.mapperPort = mapperPort;
        write("enabled_plugins", "[].\n");
        write("rabbitmq.conf", "");
        write("rabbitmq-env.conf", "");
    }

    /**
     * The programs of an installed RabbitMQ.
     *
     * @param server the script that starts a node
     * @param portMapper the program {@code epmd}
     */
    record Programs(ServerFolder folder, Path server, Path portMapper) {

        /** Debian's script on the {@code PATH} changes the user and the folder; the script it calls does not. */
        private static final Path DEBIAN = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

        /**
         * The programs of the folder that the system property {@code touchline.rabbitmq} names, or of the machine. Skips the
         * test if there are none, or if only the broker of {@code RABBITMQ_HOST} is to be used.
         */
        static Programs find() {
            Prerequisite.skipUnless(
                    System.getenv("RABBITMQ_HOST") == null, "the broker that RABBITMQ_HOST names is not ours to stop");
            ServerFolder servers = ServerFolder.of("touchline.rabbitmq");
            Optional<Path> server = servers.isMachine()
                    ? Prerequisite.onPath("rabbitmq-server").map(found -> Files.isExecutable(DEBIAN) ? DEBIAN : found)
                    : Optional.of(DEBIAN);
            Optional<Path> portMapper =
                    servers.isMachine() ? Prerequisite.onPath("epmd") : Optional.of(Path.of("/usr/bin/epmd"));
            Prerequisite.skipUnless(
                    server.isPresent() && portMapper.isPresent(),
                    "no RabbitMQ: set RABBITMQ_HOST, or have rabbitmq-server and epmd on the PATH");
            return new Programs(servers, server.get(), portMapper.get());
        }

        /** The version of Debian's RabbitMQ in the folder that the tests use, if there is one. */
        static Optional<String> version() {
            Path installed = Path.of(System.getProperty("touchline.rabbitmq", "/"))
                    .resolve(Path.of("usr", "lib", "rabbitmq", "lib"));
            if (!Files.isDirectory(installed)) {
                return Optional.empty();
            }
            try (Stream<Path> folders = Files.list(installed)) {
                return folders.map(found -> found.getFileName().toString())
                        .filter(found -> found.startsWith("rabbitmq_server-"))
                        .max(Comparator.naturalOrder())
                        .map(found -> found.substring("rabbitmq_server-".length()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    String name() {
        return name;
    }

    Path folder() {
        return folder;
    }

    /** The port for clients without TLS. */
    int port() {
        return ports[0];
    }

    /** A port for clients with TLS, on which the node listens if it is configured to. */
    int securePort() {
        return ports[2];
    }

    void write(String file, String content) {
        try {
            Files.writeString(folder.resolve(file), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void copy(Path from, String to) {
        try {
            Files.createDirectories(folder.resolve(to).getParent());
            Files.copy(from, folder.resolve(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the node with its existing data, and does not wait for it. */
    void start() {
        ProcessBuilder builder = new ProcessBuilder(
                        programs.folder().command(List.of(programs.server().toString())))
                .directory(folder.toFile());
        environment(builder.environment());
        server = ChildProcesses.start(builder, log);
    }

    /** The output of {@code rabbitmqctl}, which must succeed. */
    String control(String... words) {
        return run("rabbitmqctl", words);
    }

    /** The output of one of RabbitMQ's commands, which must succeed. */
    String run(String command, String... words) {
        File output = ChildProcesses.log(command);
        if (!succeeds(output, command, words)) {
            throw new IllegalStateException(List.of(words) + ": " + ChildProcesses.tail(output));
        }
        try {
            return Files.readString(output.toPath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether one of RabbitMQ's commands succeeds. */
    boolean succeeds(String command, String... words) {
        return succeeds(ChildProcesses.log(command), command, words);
    }

    private boolean succeeds(File output, String command, String... words) {
        List<String> commandLine = new ArrayList<>(
                List.of(programs.server().resolveSibling(command).toString(), "--node", name));
        commandLine.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(programs.folder().command(commandLine)).directory(folder.toFile());
        environment(builder.environment());
        Process control = ChildProcesses.start(builder, output);
        boolean succeeded = ChildProcesses.ended(control, CONTROL_SECONDS) && control.exitValue() == 0;
        ChildProcesses.kill(control);
        return succeeded;
    }

    private void environment(Map<String, String> environment) {
        environment.keySet().removeIf(key -> key.startsWith("RABBITMQ_") || key.startsWith("ERL_"));
        environment.putAll(Map.of(
                // The Erlang cookie is stored in the home directory.
                "HOME", folder.toString(),
                "ERL_EPMD_PORT", String.valueOf(mapperPort),
                "ERL_EPMD_ADDRESS", "127.0.0.1",
                "RABBITMQ_NODENAME", name,
                "RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1",
                "RABBITMQ_NODE_PORT", String.valueOf(ports[0]),
                "RABBITMQ_DIST_PORT", String.valueOf(ports[1])));
        // Idle schedulers sleep at once: the tests share few processors.
        environment.put("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "+sbwt none +sbwtdcpu none +sbwtdio none");
        environment.putAll(Map.of(
                "RABBITMQ_MNESIA_BASE", folder.resolve("data").toString(),
                "RABBITMQ_LOG_BASE", folder.resolve("log").toString(),
                "RABBITMQ_LOGS", "-",
                "RABBITMQ_PID_FILE", folder.resolve("pid").toString(),
                "RABBITMQ_CONF_ENV_FILE", folder.resolve("rabbitmq-env.conf").toString(),
                "RABBITMQ_CONFIG_FILE", folder.resolve("rabbitmq.conf").toString(),
                "RABBITMQ_ENABLED_PLUGINS_FILE",
                        folder.resolve("enabled_plugins").toString()));
    }

    boolean isRunning() {
        return server != null;
    }

    void checkAlive() {
        if (!server.isAlive()) {
            throw new AssertionError("RabbitMQ did not start; " + ChildProcesses.tail(log));
        }
    }

    /** Stops the node gracefully. */
    void stop() {
        ChildProcesses.stop(server, STOP_SECONDS);
        server = null;
    }

    /** Kills the node as a power failure would. */
    void kill() {
        ChildProcesses.kill(server);
        server = null;
    }

    /** Stops the node until {@link #resume}. */
    void pause() {
        ChildProcesses.pause(server);
    }

    /** Continues a paused node. */
    void resume() {
        ChildProcesses.resume(server);
    }

    /** Kills the node if it runs, and deletes its data. */
    void close() {
        if (server != null) {
            kill();
        }
        ChildProcesses.delete(folder);
    }
}
