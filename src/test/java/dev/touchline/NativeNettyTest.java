package dev.touchline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.oracle.svm.core.annotate.Substitute;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.netty.handler.ssl.SslContext;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A native build links every method that may be called. The version of Netty is newer than the one that Quarkus knows, so
 * its classes have to match the other libraries, and the substitutions have to match Netty.
 */
class NativeNettyTest {

    private static final List<String> SUBSTITUTIONS = List.of(
            "io.quarkus.netty.runtime.graal.Target_io_netty_handler_ssl_SslContext",
            "dev.touchline.network.SslContextSubstitution");

    private final ClassLoader loader = getClass().getClassLoader();

    @Test
    void everyWayToCreateAContextOfTlsIsSubstituted() {
        Set<String> ways = Arrays.stream(SslContext.class.getDeclaredMethods())
                .filter(method -> method.getName().endsWith("ContextInternal"))
                .map(NativeNettyTest::signature)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> substituted = SUBSTITUTIONS.stream()
                .flatMap(this::methods)
                .filter(method -> method.isAnnotationPresent(Substitute.class))
                .map(NativeNettyTest::signature)
                .collect(Collectors.toSet());
        assertTrue(ways.size() >= 2, ways::toString);
        ways.removeAll(substituted);
        assertEquals(Set.of(), ways);
    }

    private Stream<Method> methods(String substitution) {
        try {
            return Arrays.stream(Class.forName(substitution, false, loader).getDeclaredMethods());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }

    @Test
    void everyMethodOfAnotherLibraryExists() {
        JavaClasses classes = new ClassFileImporter().importPackages("io.netty.handler.codec.compression");
        Set<String> missing = new TreeSet<>();
        int calls = 0;
        for (JavaClass caller : classes) {
            for (var call : caller.getCodeUnitCallsFromSelf()) {
                JavaClass owner = call.getTargetOwner();
                if (owner.getName().startsWith("com.") && exists(owner.getName())) {
                    calls++;
                    if (call.getTarget().resolveMember().isEmpty()) {
                        missing.add(call.getDescription());
                    }
                }
            }
        }
        assertTrue(calls > 10, "calls of Brotli: " + calls);
        assertEquals(Set.of(), missing);
    }

    private boolean exists(String name) {
        try {
            Class.forName(name, false, loader);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
