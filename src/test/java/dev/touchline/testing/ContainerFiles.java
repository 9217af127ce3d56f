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

/** Checks Dockerfiles and Compose files with npm packages, in a Node.js process. See {@code src/test/js}. */
public final class ContainerFiles {

    private static final Pattern DEFAULT_OF_A_VARIABLE = Pattern.compile("\\$\\{\\w+:-(?<default>[^}]*)}");

    private ContainerFiles() {}

    /** The Compose file with anchors and merges resolved and with the default values of variables. */
    public static JsonNode compose(Path file) {
        try {
            String text = DEFAULT_OF_A_VARIABLE.matcher(Files.readString(file)).replaceAll("${default}");
            Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
            return AppProcess.JSON.valueToTree(read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The violations in a Dockerfile; skips the test if Node.js or the npm packages are missing. */
    public static List<String> dockerfileViolations(Path file) {
        return violations("", file.toAbsolutePath().toString());
    }

    /** The violations of the Compose specification; skips the test if Node.js or the npm packages are missing. */
    public static List<String> composeViolations(JsonNode compose) {
        return violations(compose.toString());
    }

    private static List<String> violations(String input, String... arguments) {
        return NodeScript.lines("lint.js", "dockerfile-utils", input, arguments);
    }
}
