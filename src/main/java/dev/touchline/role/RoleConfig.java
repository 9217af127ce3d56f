package dev.touchline.role;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Switches off the channels and the database that none of the configured roles needs. A process that runs a command
 * needs the database alone.
 */
public class RoleConfig implements ConfigSourceFactory {

    /** The key that names the command a process runs instead of serving. */
    public static final String COMMAND = "touchline.command";

    // Above application.properties (250) and below environment and system properties (300).
    private static final int ORDINAL = 260;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue configured = context.getValue(Role.KEY);
        if (configured == null || configured.getValue() == null) {
            return List.of();
        }
        ConfigValue command = context.getValue(COMMAND);
        boolean serves = command == null || command.getValue() == null;
        Set<Role> roles = serves ? Role.parse(configured.getValue()) : Set.of();
        Map<String, String> properties = new HashMap<>();
        properties.put("touchline.messaging.enabled", String.valueOf(serves));
        enable(properties, "mp.messaging.outgoing.events", roles.contains(Role.INGEST));
        enable(properties, "mp.messaging.incoming.statistics", roles.contains(Role.STATISTICS));
        enable(properties, "mp.messaging.incoming.unrouted", roles.contains(Role.STATISTICS));
        enable(properties, "mp.messaging.outgoing.updates", roles.contains(Role.STATISTICS));
        enable(properties, "mp.messaging.outgoing.dead-letters", roles.contains(Role.STATISTICS));
        enable(properties, "mp.messaging.incoming.live", roles.contains(Role.LIVE));
        enable(properties, "mp.messaging.incoming.notifications", roles.contains(Role.NOTIFICATION));
        enable(properties, "mp.messaging.outgoing.headlines", roles.contains(Role.NOTIFICATION));
        boolean database = !serves || roles.stream().anyMatch(role -> role != Role.INGEST);
        properties.put("quarkus.datasource.active", String.valueOf(database));
        properties.put("quarkus.flyway.active", String.valueOf(database));
        return List.of(new PropertiesConfigSource(properties, "roles", ORDINAL));
    }

    private static void enable(Map<String, String> properties, String channel, boolean enabled) {
        properties.put(channel + ".enabled", String.valueOf(enabled));
    }
}
