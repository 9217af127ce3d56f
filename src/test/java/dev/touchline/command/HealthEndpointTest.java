package dev.touchline.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings are written as key=value, separated by spaces and without the prefix {@code quarkus.}. */
class HealthEndpointTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "management.enabled=true, 127.0.0.1:9000/q/health",
                "management.enabled=true management.port=9100 management.host=127.0.0.2, 127.0.0.2:9100/q/health",
                "management.enabled=true management.host=0.0.0.0, 127.0.0.1:9000/q/health",
                "management.enabled=true management.host=::, 0:0:0:0:0:0:0:1:9000/q/health",
                "management.enabled=true management.root-path=/manage/, 127.0.0.1:9000/manage/health",
                "-, 127.0.0.1:8080/q/health",
                "management.enabled=false http.port=8081 management.port=9100, 127.0.0.1:8081/q/health",
                "http.root-path=/touchline, 127.0.0.1:8080/touchline/q/health",
                "http.root-path=/touchline http.non-application-root-path=/own, 127.0.0.1:8080/own/health",
                "http.insecure-requests=disabled, 127.0.0.1:8443/q/health",
                "http.insecure-requests=redirect http.ssl-port=8444, 127.0.0.1:8444/q/health",
            })
    void serverSettingsDetermineTheAddress(String settings, String expected) {
        assertEquals(expected, HealthEndpoint.configured(config(settings)).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "management.enabled=true management.port=0, quarkus.management.port is 0",
        "management.enabled=true management.host-enabled=false, quarkus.management.host-enabled is false",
        "http.port=70000, quarkus.http.port is 70000"
    })
    void undeterminedAddressIsExplained(String settings, String start) {
        Config config = config(settings);
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> HealthEndpoint.configured(config));
        assertTrue(refusal.getMessage().startsWith(start), refusal::getMessage);
    }

    private static Config config(String settings) {
        Map<String, String> values = settings == null
                ? Map.of()
                : Arrays.stream(settings.split(" "))
                        .map(setting -> setting.split("=", 2))
                        .collect(Collectors.toMap(setting -> "quarkus." + setting[0], setting -> setting[1]));
        return new SmallRyeConfigBuilder().withDefaultValues(values).build();
    }
}
