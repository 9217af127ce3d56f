package dev.touchline.database;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * If the URL of the database has several hosts, makes the driver look for the primary among them, in any order, and give
 * up a host that does not answer. Parameters of the URL take precedence.
 */
public class HostsConfigSource implements ConfigSourceFactory {

    private static final String URL = "quarkus.datasource.jdbc.url";
    private static final String PROPERTY = "quarkus.datasource.jdbc.additional-jdbc-properties.";

    // Above application.properties (250) and below environment and system properties (300).
    private static final int ORDINAL = 260;

    /** In seconds or milliseconds, as the driver's documentation says. */
    private static final Map<String, String> PARAMETERS = Map.of(
            "targetServerType",
            "primary",
            // A former primary that was started again must not be the only one that is asked.
            "loadBalanceHosts",
            "true",
            // Together with the second host below quarkus.datasource.jdbc.login-timeout.
            "connectTimeout",
            "2",
            "sslResponseTimeout",
            "2000",
            // A stopped process still accepts connections. BranchCheck lifts this limit once a connection is open.
            "socketTimeout",
            "2");

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        ConfigValue url = context.getValue(URL);
        if (url == null
                || url.getValue() == null
                || !DatabaseHosts.of(url.getValue()).areSeveral()) {
            return List.of();
        }
        Map<String, String> properties = PARAMETERS.entrySet().stream()
                .collect(Collectors.toMap(parameter -> PROPERTY + parameter.getKey(), Map.Entry::getValue));
        return List.of(new PropertiesConfigSource(properties, "database hosts", ORDINAL));
    }
}
