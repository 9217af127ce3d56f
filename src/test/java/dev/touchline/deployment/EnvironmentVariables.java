package dev.touchline.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.AppProcess;
import io.smallrye.config.ConfigMapping;
import io.smallrye.jwt.config.JWTAuthContextInfoProvider;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The environment variables that the application reads at run time, one per configuration key. */
public final class EnvironmentVariables {

    private static final String MODEL = "META-INF/quarkus-config-doc/quarkus-config-model.json";

    private static final Path CLASSES = Path.of("target", "classes");

    private EnvironmentVariables() {}

    public static Set<String> all() {
        Set<String> keys = new TreeSet<>(Set.of("TOUCHLINE_ROLES", "TOUCHLINE_PROCESS"));
        try (Stream<Path> files = Files.walk(CLASSES)) {
            files.map(file -> CLASSES.relativize(file).toString())
                    .filter(file -> file.startsWith("dev") && file.endsWith(".class"))
                    .forEach(file -> add(load(file), keys));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        addQuarkusKeys(keys);
        addTokenKeys(keys);
        return keys;
    }

    private static Class<?> load(String file) {
        String name = file.substring(0, file.length() - ".class".length()).replace(File.separatorChar, '.');
        try {
            return Class.forName(name, false, EnvironmentVariables.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(Class<?> type, Set<String> keys) {
        ConfigMapping mapping = type.getAnnotation(ConfigMapping.class);
        if (mapping != null) {
            for (Method method : type.getDeclaredMethods()) {
                keys.add(variable(mapping.prefix() + "." + method.getName().replaceAll("([A-Z])", "-$1")));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            for (Annotation[] parameter : constructor.getParameterAnnotations()) {
                Arrays.stream(parameter)
                        .filter(ConfigProperty.class::isInstance)
                        .map(annotation -> variable(((ConfigProperty) annotation).name()))
                        .forEach(keys::add);
            }
        }
    }

    // Quarkus' extensions describe their keys in their JARs. Build-time keys have no effect at run time.
    private static void addQuarkusKeys(Set<String> keys) {
        try {
            for (URL model :
                    Collections.list(EnvironmentVariables.class.getClassLoader().getResources(MODEL))) {
                try (InputStream stream = model.openStream()) {
                    for (JsonNode root : AppProcess.JSON.readTree(stream).path("configRoots")) {
                        collect(root, keys);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The keys of token validation are MicroProfile's and SmallRye's.
    private static void addTokenKeys(Set<String> keys) {
        for (Field field : JWTAuthContextInfoProvider.class.getDeclaredFields()) {
            ConfigProperty property = field.getAnnotation(ConfigProperty.class);
            if (property != null) {
                keys.add(variable(property.name()));
            }
        }
    }

    private static void collect(JsonNode node, Set<String> keys) {
        if (node.path("phase").asText().equals("RUN_TIME") && node.path("path").has("environmentVariable")) {
            keys.add(node.path("path").path("environmentVariable").asText());
        }
        node.path("items").forEach(item -> collect(item, keys));
    }

    private static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
