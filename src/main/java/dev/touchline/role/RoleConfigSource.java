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
 * Disables the channels and the database if no configured role uses them. A process that runs a command uses only the
 * database, unless the command deactivates it.
 */
public class RoleConfigSource implements ConfigSourceFactory {

    /** The configuration key of the command that a process runs instead of serving. */
    public static final String COMMAND = "touchline.command";

    /** The configuration key that activates the database. */
    public static final String DATABASE_ACTIVE = "quarkus.datasource.active";

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
        for (Role role : Role.values()) {
            String enabled = String.valueOf(roles.contains(role));
            role.incoming().forEach(name -> properties.put("mp.messaging.incoming." + name + ".enabled", enabled));
            role.outgoing().forEach(name -> properties.put("mp.messaging.outgoing." + name + ".enabled", enabled));
        }
        boolean used = roles.stream().anyMatch(role -> role.dependencies().contains(Dependency.DATABASE));
        boolean database = !serves || used;
        properties.put(DATABASE_ACTIVE, String.valueOf(database));
        return List.of(new PropertiesConfigSource(properties, "roles", ORDINAL));
    }
}
