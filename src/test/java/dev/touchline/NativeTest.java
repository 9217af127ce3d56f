package dev.touchline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.codec.update.TallyJson;
import dev.touchline.http.Page;
import dev.touchline.live.query.MatchView;
import dev.touchline.match.tally.MatchTally;
import dev.touchline.simulation.plan.Playbook;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Requirements of a native executable that a JVM can check. PackagedIT tests the executable itself. */
class NativeTest {

    private static final Path RESOURCES = Path.of("src", "main", "resources");

    /** Resources that Quarkus and its extensions include, and resources read only in development. */
    private static final List<String> INCLUDED_BY_DEFAULT = List.of(
            "application.properties",
            "META-INF/openapi.yaml",
            "META-INF/resources/",
            "META-INF/services/io.smallrye.config.ConfigSourceFactory",
            "META-INF/services/org.eclipse.microprofile.config.spi.Converter",
            "db/migration/",
            "dev/");

    @Test
    void everyResourceIsIncluded() throws IOException {
        List<String> included = included();
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            files.filter(Files::isRegularFile)
                    .map(RESOURCES::relativize)
                    .filter(file -> INCLUDED_BY_DEFAULT.stream()
                            .noneMatch(
                                    found -> file.toString().replace('\\', '/').startsWith(found)))
                    .filter(file -> included.stream().noneMatch(glob -> matches(glob, file)))
                    .forEach(file -> missing.add(file.toString()));
        }
        assertEquals(Set.of(), missing, "no pattern of quarkus.native.resources.includes matches these");
    }

    @Test
    void everyIncludePatternMatchesAResource() throws IOException {
        for (String glob : included()) {
            boolean active;
            try (Stream<Path> files = Files.walk(RESOURCES)) {
                active = files.map(RESOURCES::relativize).anyMatch(file -> matches(glob, file));
            }
            try (InputStream found = getClass().getClassLoader().getResourceAsStream(glob)) {
                assertTrue(active || found != null, glob);
            }
        }
    }

    @Test
    void everyTypeOfATallyIsRegistered() {
        RegisterForReflection registration = TallyJson.class.getAnnotation(RegisterForReflection.class);
        Set<Class<?>> needed = new LinkedHashSet<>();
        collect(MatchTally.State.class, needed);
        assertTrue(needed.size() > 5, needed::toString);
        needed.removeAll(Set.of(registration.targets()));
        assertEquals(Set.of(), needed);
    }

    @Test
    void everyTypeOfJsonOutsideRestIsRegistered() {
        for (Class<?> root : List.of(MatchView.class, Page.class, Playbook.class)) {
            Set<Class<?>> needed = new LinkedHashSet<>();
            collect(root, needed);
            needed.removeIf(type -> type.getNestHost().isAnnotationPresent(RegisterForReflection.class));
            assertEquals(Set.of(), needed);
        }
    }

    private static List<String> included() throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(RESOURCES.resolve("application.properties"))) {
            properties.load(reader);
        }
        return List.of(
                properties.getProperty("quarkus.native.resources.includes").split(","));
    }

    private static boolean matches(String glob, Path file) {
        return FileSystems.getDefault().getPathMatcher("glob:" + glob).matches(file);
    }

    /** Collects the application's records and enums that occur in a type, including the type itself. */
    private static void collect(Type type, Set<Class<?>> found) {
        if (type instanceof ParameterizedType parameterized) {
            Arrays.stream(parameterized.getActualTypeArguments()).forEach(argument -> collect(argument, found));
            collect(parameterized.getRawType(), found);
        } else if (type instanceof Class<?> known && known.isRecord() && found.add(known)) {
            for (RecordComponent component : known.getRecordComponents()) {
                collect(component.getGenericType(), found);
            }
        }
    }
}
