package dev.touchline.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Checks of Dockerfiles and Compose files that others wrote, in a Node.js of their own. See {@code src/test/js}. */
public final class ContainerFiles {

    private static final Pattern DEFAULT_OF_A_VARIABLE = Pattern.compile("\\$\\{\\w+:-(?<default>[^}]*)}");

    private ContainerFiles() {}

    /** The Compose file, with its anchors and merges resolved, and its variables at their defaults. */
    public static JsonNode compose(Path file) {
        try {
            String text = DEFAULT_OF_A_VARIABLE.matcher(Files.readString(file)).replaceAll("${default}");
            Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
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
        return NodeScript.lines("lint.js", "dockerfile-utils", input, arguments);
    }
}
