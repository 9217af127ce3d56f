package dev.touchline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Caffeine generates one class per combination of a cache's properties and one for its entries, and looks them up by
 * name. A native executable contains only the classes that Quarkus or the application registers. All caches are built
 * at start (see ArchitectureTest), so their classes have been looked up before this test.
 */
@QuarkusTest
class NativeCachesTest {

    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final String CAFFEINE = "com.github.benmanes.caffeine.cache.";
    /** Registers Caffeine's classes in a native build; the class names are constants of this class. */
    private static final String FEATURE = "io/quarkus/caffeine/runtime/graal/CacheConstructorsFeature.class";

    private static final Pattern GENERATED = Pattern.compile(Pattern.quote(CAFFEINE) + "[A-Z]+(?![A-Za-z])");

    @Test
    void everyCacheOfTheApplicationHasRegisteredClasses() throws Exception {
        Set<String> used = new TreeSet<>();
        for (String factory : new String[] {"LocalCacheFactory", "NodeFactory"}) {
            Field factories = Class.forName(CAFFEINE + factory).getField("FACTORIES");
            factories.setAccessible(true);
            ((Map<?, ?>) factories.get(null)).keySet().forEach(name -> used.add(qualified((String) name)));
        }
        assertTrue(used.contains(CAFFEINE + "PSAMS"), () -> "the rate limit's own among " + used);
        Set<String> registered = new TreeSet<>(byQuarkus());
        registered.addAll(byUs());
        used.removeAll(registered);
        assertEquals(Set.of(), used, "add them to @RegisterForReflection(classNames) where the cache is built");
    }

    private static String qualified(String name) {
        return name.contains(".") ? name : CAFFEINE + name;
    }

    private static Set<String> byQuarkus() throws IOException {
        try (InputStream feature =
                Thread.currentThread().getContextClassLoader().getResourceAsStream(FEATURE)) {
            Set<String> names = generated(new String(feature.readAllBytes(), StandardCharsets.ISO_8859_1));
            assertTrue(names.size() > 10, names::toString);
            return names;
        }
    }

    private static Set<String> byUs() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                if (source.contains("@" + RegisterForReflection.class.getSimpleName())) {
                    names.addAll(generated(source));
                }
            }
        }
        return names;
    }

    private static Set<String> generated(String text) {
        Set<String> names = new TreeSet<>();
        Matcher name = GENERATED.matcher(text);
        while (name.find()) {
            names.add(name.group());
        }
        return names;
    }
}
