package dev.touchline.messaging.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.Channel;
import dev.touchline.Sports;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The permissions in {@code broker/definitions.json} are those that the topology and each role need, and no more. */
class PermissionsTest {

    private static final String LIVE_QUEUE = "live.6f1c";
    private static final String DEFAULT_EXCHANGE = "amq.default";
    private static final Set<String> STRANGERS = Set.of(
            DEFAULT_EXCHANGE,
            "amq.topic",
            "match.updates.copy",
            "old.match.updates",
            "matchXupdates",
            "statistics2",
            "alive.6f1c",
            "liveX6f1c");

    private final JsonNode definitions =
            new ObjectMapper().readTree(Path.of("broker", "definitions.json").toFile());

    PermissionsTest() throws IOException {}

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "ingest, configure, -",
                "ingest, write, match.events",
                "ingest, read, -",
                "statistics, configure, -",
                "statistics, write, match.dead-letters match.events match.updates",
                "statistics, read, dead-letters statistics unrouted",
                "live, configure, live.6f1c",
                "live, write, live.6f1c",
                "live, read, live.6f1c match.updates",
                "notification, configure, -",
                "notification, write, match.discrepancies match.headlines notifications",
                "notification, read, match.updates notifications",
            })
    void roleMayUseOnlyItsOwnExchangesAndQueues(String user, String right, String names) {
        assertEquals(names == null ? Set.of() : Set.of(names.split(" ")), allowed(user, right));
    }

    @Test
    void userOfTheTopologyMayDoWhatDeclaringNeeds() throws IOException {
        Map<String, Set<String>> needed = new TreeMap<>();
        new Topology(null, Sports.ALL, null).declare(recorder(needed));
        assertTrue(needed.get("configure").containsAll(Topology.EXCHANGES));
        assertTrue(needed.get("configure").containsAll(Topology.QUEUES));
        for (String right : Set.of("configure", "write", "read")) {
            assertEquals(needed.get(right), allowed("topology", right), right);
        }
    }

    @Test
    void onlyTheStatisticsRoleMayPublishUpdatesAndNobodyMayUseTheDefaultExchange() {
        Set<String> publishers = new TreeSet<>();
        definitions.path("permissions").forEach(permission -> {
            String user = permission.path("user").asText();
            if (!user.equals("touchline")) {
                assertFalse(allowed(user, "write").contains(DEFAULT_EXCHANGE), user);
                if (allowed(user, "write").contains(Topology.UPDATES_EXCHANGE)) {
                    publishers.add(user);
                }
            }
        });
        assertEquals(Set.of("statistics"), publishers);
    }

    @ParameterizedTest
    @ValueSource(strings = {Topology.STATISTICS_QUEUE, Topology.UNROUTED_QUEUE})
    void queueOfAcceptedReportsIsBoundedAndRejectsMore(String queue) {
        JsonNode policy = definitions.at("/policies/0");
        assertTrue(
                Pattern.compile(policy.path("pattern").asText()).matcher(queue).find());
        assertTrue(policy.at("/definition/max-length-bytes").asLong() > 0);
        assertEquals(1, policy.path("definition").size(), "the overflow is an argument");
        assertEquals("reject-publish", Topology.WORK_QUEUE_ARGUMENTS.get("x-overflow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {Topology.NOTIFICATIONS_QUEUE, Topology.DEAD_LETTER_QUEUE, LIVE_QUEUE})
    void policyLeavesOtherQueuesAlone(String queue) {
        assertFalse(Pattern.compile(definitions.at("/policies/0/pattern").asText())
                .matcher(queue)
                .find());
    }

    // As the broker matches: anywhere in the name.
    private Set<String> allowed(String user, String right) {
        Pattern pattern = Pattern.compile(permission(user).path(right).asText());
        return Stream.of(Topology.EXCHANGES, Topology.QUEUES, STRANGERS, Set.of(LIVE_QUEUE))
                .flatMap(names -> names.stream())
                .filter(name -> pattern.matcher(name).find())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private JsonNode permission(String user) {
        for (JsonNode permission : definitions.path("permissions")) {
            if (permission.path("user").asText().equals(user)) {
                return permission;
            }
        }
        throw new AssertionError("no permission of " + user);
    }

    /** Records the permissions that RabbitMQ requires for each declaration. */
    private static Channel recorder(Map<String, Set<String>> needed) {
        return (Channel) Proxy.newProxyInstance(
                PermissionsTest.class.getClassLoader(), new Class<?>[] {Channel.class}, (proxy, method, arguments) -> {
                    String name = (String) arguments[0];
                    switch (method.getName()) {
                        case "exchangeDeclare" -> {
                            add(needed, "configure", name);
                            linked(needed, name, arguments.length > 4 ? arguments[4] : null, "alternate-exchange");
                        }
                        case "queueDeclare" -> {
                            add(needed, "configure", name);
                            linked(needed, name, arguments[4], "x-dead-letter-exchange");
                        }
                        case "queueBind" -> {
                            add(needed, "write", name);
                            add(needed, "read", (String) arguments[1]);
                        }
                        default -> throw new AssertionError(method);
                    }
                    return null;
                });
    }

    private static void linked(Map<String, Set<String>> needed, String name, Object arguments, String key) {
        if (arguments instanceof Map<?, ?> map && map.get(key) instanceof String exchange) {
            add(needed, "read", name);
            add(needed, "write", exchange);
        }
    }

    private static void add(Map<String, Set<String>> needed, String right, String name) {
        needed.computeIfAbsent(right, missing -> new TreeSet<>()).add(name);
    }
}
