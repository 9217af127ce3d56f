package dev.touchline.testing;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A real nginx with the shipped configuration. Only addresses, ports and folders are replaced. */
public final class Nginx implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(10);
    private static final int STOP_SECONDS = 20;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Path folder;
    private final int port;
    private final File log;
    private final Process process;

    private Nginx(String backends) {
        folder = ChildProcesses.newFolder("nginx");
        log = ChildProcesses.log("nginx");
        int[] ports = ChildProcesses.freePorts(2);
        port = ports[0];
        write(
                "nginx.conf",
                ProxyFiles.text("nginx.conf")
                        .replace("/tmp/", folder + "/")
                        .replace("listen 8080;", "listen 127.0.0.1:" + ports[0] + ";")
                        .replace("listen 8081;", "listen 127.0.0.1:" + ports[1] + ";"));
        write("routes.conf", ProxyFiles.text("routes.conf"));
        write("backends.conf", backends);
        // If root starts nginx, its workers run as another user.
        grantAccess(folder);
        process = ChildProcesses.start(
                new ProcessBuilder(
                        "nginx",
                        "-e",
                        "stderr",
                        "-c",
                        folder.resolve("nginx.conf").toString()),
                log);
        URI health = URI.create("http://127.0.0.1:" + ports[1] + "/health");
        await("nginx answers; " + log).atMost(START).ignoreExceptions().until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("nginx exited; " + ChildProcesses.tail(log));
            }
            return HTTP.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 204;
        });
    }

    /**
     * Starts nginx with the backends in this file; skips the test if nginx is missing.
     *
     * @param addresses replaces host names and ports in the file
     */
    public static Nginx start(String backends, UnaryOperator<String> addresses) {
        Prerequisite.program("nginx");
        return new Nginx(addresses.apply(ProxyFiles.text(backends)));
    }

    /** The URL of a path. */
    public URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /**
     * Sends SIGQUIT, the stop signal of the nginx image.
     *
     * @return the time until the exit
     */
    public Duration stop() {
        long startedAt = System.nanoTime();
        ChildProcesses.signal(process, "QUIT");
        if (!ChildProcesses.ended(process, STOP_SECONDS)) {
            throw new AssertionError("nginx did not exit; " + ChildProcesses.tail(log));
        }
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** The exit code of a process that has exited. */
    public int exitCode() {
        return process.exitValue();
    }

    @Override
    public void close() {
        ChildProcesses.kill(process);
        ChildProcesses.delete(folder);
    }

    private void write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void grantAccess(Path folder) {
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
