package dev.touchline.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseHostsTest {

    private static final String URL = "quarkus.datasource.jdbc.url";
    private static final String TARGET = "quarkus.datasource.jdbc.additional-jdbc-properties.targetServerType";
    private static final String LOAD_BALANCING = "quarkus.datasource.jdbc.additional-jdbc-properties.loadBalanceHosts";

    @Test
    void urlIsSplitIntoOneForEachHost() {
        DatabaseHosts hosts = DatabaseHosts.of("jdbc:postgresql://a:5432,[::1]:5433,c/touchline?sslmode=verify-full");
        assertTrue(hosts.areSeveral());
        assertEquals(
                List.of(
                        Map.entry("a:5432", "jdbc:postgresql://a:5432/touchline?sslmode=verify-full"),
                        Map.entry("[::1]:5433", "jdbc:postgresql://[::1]:5433/touchline?sslmode=verify-full"),
                        Map.entry("c", "jdbc:postgresql://c/touchline?sslmode=verify-full")),
                List.copyOf(hosts.single().entrySet()));
    }

    @Test
    void urlWithOneHostOrNoneIsKept() {
        String one = "jdbc:postgresql://a/touchline?ApplicationName=b,c";
        assertFalse(DatabaseHosts.of(one).areSeveral());
        assertEquals(Map.of("a", one), DatabaseHosts.of(one).single());
        String none = "jdbc:postgresql:touchline";
        assertFalse(DatabaseHosts.of(none).areSeveral());
        assertEquals(Map.of("localhost", none), DatabaseHosts.of(none).single());
    }

    @Test
    void driverLooksForThePrimaryAmongSeveralHosts() {
        SmallRyeConfig config = config("jdbc:postgresql://a,b/touchline");
        assertEquals("primary", config.getConfigValue(TARGET).getValue());
        assertEquals("true", config.getConfigValue(LOAD_BALANCING).getValue());
    }

    @Test
    void driverTakesASingleHostAsItIs() {
        assertNull(
                config("jdbc:postgresql://a/touchline").getConfigValue(TARGET).getValue());
    }

    private static SmallRyeConfig config(String url) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(Map.of(URL, url), "test", 300))
                .withSources(new HostsConfigSource())
                .build();
    }
}
