package dev.touchline.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Renders the manifests of an overlay with {@code kubectl kustomize} or {@code kustomize}. If neither is on the {@code
 * PATH}, the test is skipped; in continuous integration, which installs one, it fails.
 */
public final class Kustomization {

    public static final ObjectMapper YAML = new YAMLMapper();

    private static final Path OVERLAYS = Path.of("k8s", "overlays");
    private static final int TIMEOUT_SECONDS = 60;
    private static final Map<String, List<JsonNode>> RENDERED = new ConcurrentHashMap<>();

    private Kustomization() {}

    /** The manifests of an overlay. */
    public static List<JsonNode> rendered(String overlay) {
        return rendered(OVERLAYS.resolve(overlay));
    }

    /** The manifests of the kustomization in a folder. */
    public static List<JsonNode> rendered(Path folder) {
        return RENDERED.computeIfAbsent(folder.toString(), Kustomization::render);
    }

    private static List<JsonNode> render(String folder) {
        List<String> command = Prerequisite.onPath("kustomize")
                .map(kustomize -> List.of(kustomize.toString(), "build", folder))
                .or(() ->
                        Prerequisite.onPath("kubectl").map(kubectl -> List.of(kubectl.toString(), "kustomize", folder)))
                .orElseGet(List::of);
        if (command.isEmpty() && System.getenv("CI") != null) {
            throw new AssertionError("neither kustomize nor kubectl is on the PATH; .ci/run is to install one");
        }
        Prerequisite.skipUnless(!command.isEmpty(), "no manifests: have kubectl or kustomize on the PATH");
        Process process =
                ChildProcesses.start(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT));
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(process.getInputStream())) {
            List<JsonNode> manifests = new ArrayList<>(documents.readAll());
            if (!ChildProcesses.ended(process, TIMEOUT_SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(command + " failed");
            }
            return List.copyOf(manifests);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ChildProcesses.kill(process);
        }
    }
}
