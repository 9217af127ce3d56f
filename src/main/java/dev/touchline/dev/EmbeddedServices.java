package dev.touchline.dev;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * In dev and test mode, starts the embedded broker and database unless others are configured, and configures them.
 *
 * <p>Each is started once per JVM. System properties, which survive the class loaders of a live reload, pass its
 * address to the reloaded application, so that the data survives too.
 */
public class EmbeddedServices implements ConfigSourceFactory {

    // The services start before the application's log levels apply, and log much.
    private static final List<java.util.logging.Logger> MUTED_LOGGERS = List.of(
            java.util.logging.Logger.getLogger("qpid"),
            java.util.logging.Logger.getLogger("org.apache.qpid"),
            java.util.logging.Logger.getLogger("io.zonky"));

    // Above application.properties (250), whose broker and database are not configured if this class started its own.
    private static final int ORDINAL = 255;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        List<String> profiles = context.getProfiles();
        if (!profiles.contains("dev") && !profiles.contains("test")) {
            return List.of();
        }
        Map<String, String> properties = new HashMap<>();
        if (!configured(context, "rabbitmq-host") && !configured(context, "rabbitmq-addresses")) {
            properties.putAll(startOnce("touchline.embedded.broker", "dev.touchline.dev.EmbeddedBroker"));
        }
        if (!configured(context, "quarkus.datasource.jdbc.url")) {
            properties.putAll(startOnce("touchline.embedded.database", "dev.touchline.dev.EmbeddedDatabase"));
        }
        return List.of(new PropertiesConfigSource(properties, "embedded services", ORDINAL));
    }

    private static boolean configured(ConfigSourceContext context, String key) {
        ConfigValue value = context.getValue(key);
        return value != null && value.getValue() != null;
    }

    private static Map<String, String> startOnce(String key, String service) {
        // An interned string is one object for all class loaders. The properties cannot be the lock: services use them.
        synchronized (key.intern()) {
            String running = System.getProperty(key);
            if (running == null) {
                MUTED_LOGGERS.forEach(logger -> logger.setLevel(Level.WARNING));
                Map<String, String> started = start(service);
                System.setProperty(key, write(started));
                return started;
            }
            return read(running);
        }
    }

    // One string, since code that lists system properties fails on other types.
    private static String write(Map<String, String> properties) {
        return properties.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n"));
    }

    private static Map<String, String> read(String text) {
        return text.lines()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    // Loaded by name, so that neither the build nor a native image needs the libraries of the service.
    private static Map<String, String> start(String service) {
        try {
            @SuppressWarnings("unchecked")
            Callable<Map<String, String>> starter = (Callable<Map<String, String>>)
                    Class.forName(service, true, Thread.currentThread().getContextClassLoader())
                            .getDeclaredConstructor()
                            .newInstance();
            return Map.copyOf(starter.call());
        } catch (Exception e) {
            throw new IllegalStateException("cannot start " + service + "; configure a real one instead", e);
        }
    }
}
