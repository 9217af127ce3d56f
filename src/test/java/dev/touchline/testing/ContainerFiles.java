package dev.touchline.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Checks of Dockerfiles and Compose files that others wrote, in a Node.js of their own. See {@code src/test/js}. */
public final class ContainerFiles {

    private static final Path FOLDER = Path.of("src/test/js").toAbsolutePath();
    private static final int HANGING_SECONDS = 60;

    private ContainerFiles() {}

    /** The Compose file, with its anchors and merges resolved. */
    public static JsonNode compose(Path file) {
        try {
            Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            return AppProcess.JSON.valueToTree(read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with a Dockerfile; skips the test where there is no Node.js, or the packages are not installed. */
    public static List<String> mistakesOfDockerfile(Path file) {
        return mistakes("", file.toAbsolutePath().toString());
    }

    /** What is wrong with a Compose file by its specification; skips the test as above. */
    public static List<String> mistakesOfCompose(JsonNode compose) {
        return mistakes(compose.toString());
    }

    private static List<String> mistakes(String input, String... arguments) {
        Optional<Path> node = Prerequisite.onPath("node");
        Prerequisite.skipUnless(
                node.isPresent() && Files.isDirectory(FOLDER.resolve("node_modules/dockerfile-utils")),
                "no checks of container files: have node on the PATH, and call npm ci --prefix src/test/js");
        List<String> command = new ArrayList<>(
                List.of(node.orElseThrow().toString(), FOLDER.resolve("lint.js").toString()));
        command.addAll(List.of(arguments));
        Process process = Children.start(new ProcessBuilder(command).redirectErrorStream(true));
        try {
            try (OutputStream stream = process.getOutputStream()) {
                stream.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!Children.ended(process, HANGING_SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(command + " failed: " + output);
            }
            return output.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Children.kill(process);
        }
    }
}
