package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.ShutdownSignalException;
import dev.touchline.messaging.topology.Topology;
import dev.touchline.testing.AppCommand;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.ResumingSseClient;
import dev.touchline.testing.RetryingAgent;
import dev.touchline.testing.RoguePublisher;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A process per role, each with a broker user that may do only what its role does, as in Compose and Kubernetes. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrokerUsersIT {

    private static final Duration RECOVERY = Duration.ofSeconds(60);
    private static final String FORGED = "FORGED";

    private static RealBroker broker;
    private static RealDatabase database;
    private static AppProcess ingest;
    private static AppProcess statistics;
    private static AppProcess live;
    private static AppProcess notification;

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    @BeforeAll
    static void startBrokerAndRoles() {
        broker = RealBroker.withUsers();
        database = RealDatabase.running();
        ingest = AppProcess.launch("user-ingest", "ingest", broker, broker.settings("ingest"));
        statistics = launch("statistics");
        live = launch("live");
        notification = launch("notification");
    }

    private static AppProcess launch(String role) {
        Map<String, String> settings = new HashMap<>(broker.settings(role));
        settings.put("TOUCHLINE_MESSAGING_UPDATE_PUBLISHERS", "statistics");
        return AppProcess.launch("user-" + role, role, broker, database, settings);
    }

    @AfterAll
    static void stopAll() {
        Stream.of(notification, live, statistics, ingest, database, broker)
                .filter(resource -> resource != null)
                .forEach(BrokerUsersIT::close);
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Order(1)
    void rolesWaitUntilTheCommandHasDeclaredTheTopology() {
        ingest.awaitAlive();
        statistics.awaitAlive();
        await().atMost(RECOVERY).until(() -> reason(ingest, "ingest").contains("run the command topology"));
        await().atMost(RECOVERY).until(() -> reason(statistics, "statistics").contains("run the command topology"));
        assertEquals(503, ingest.status("/q/health/ready"));
        HttpResponse<String> refused = report("waiting", "0");
        assertEquals(503, refused.statusCode(), refused::body);
        assertTrue(refused.headers().firstValue("Retry-After").isPresent());

        AppCommand forbidden = AppCommand.run(broker.settings("ingest"), "topology", "--timeout", "1");
        assertEquals(3, forbidden.code(), forbidden::toString);
        assertTrue(forbidden.err().toString().contains("access to exchange 'match.unrouted'"), forbidden::toString);
        assertEquals(
                2,
                AppCommand.run(broker.settings("topology"), "topology", "--timeout=never")
                        .code());

        // The Job in Kubernetes shares the settings of tokens, without the files that they name.
        Map<String, String> settings = broker.settings("topology");
        settings.put("MP_JWT_VERIFY_PUBLICKEY_LOCATION", "https://127.0.0.1:1/openid/v1/jwks");
        settings.put("SMALLRYE_JWT_CLIENT_TLS_CERTIFICATE_PATH", "/nowhere/ca.crt");
        for (int i = 0; i < 2; i++) {
            AppCommand declared = AppCommand.run(settings, "topology");
            assertEquals(0, declared.code(), declared::toString);
        }
        Stream.of(ingest, statistics, live, notification).forEach(AppProcess::awaitReady);
        accept("first", "1");
        awaitSeq("first", 1);
    }

    @Test
    @Order(2)
    void forgedUpdatesAreRefusedByTheBrokerOrNotShown() {
        accept("forged", "1");
        awaitSeq("forged", 1);
        ResumingSseClient stream = resources.closeAfter(ResumingSseClient.connect(live.at("/matches/forged/stream")));
        await().atMost(RECOVERY).until(() -> !stream.frames().isEmpty());

        RoguePublisher ofIngest = resources.closeAfter(RoguePublisher.to(broker, "ingest"));
        assertRefused("ACCESS_REFUSED", () -> ofIngest.publish(Topology.UPDATES_EXCHANGE, "", forgedUpdate()));
        RoguePublisher ofNotification = resources.closeAfter(RoguePublisher.to(broker, "notification"));
        assertRefused("ACCESS_REFUSED", () -> ofNotification.publish("", Topology.STATISTICS_QUEUE, forgedUpdate()));
        RoguePublisher impostor = resources.closeAfter(RoguePublisher.to(broker));
        assertRefused(
                "user_id", () -> impostor.publish(Topology.UPDATES_EXCHANGE, "", from("statistics"), forgedUpdate()));

        // May publish to the exchange, under its own name or none.
        RoguePublisher other = resources.closeAfter(RoguePublisher.to(broker));
        other.publish(Topology.UPDATES_EXCHANGE, "", from("touchline"), forgedUpdate());
        other.publish(Topology.UPDATES_EXCHANGE, "", from(null), forgedUpdate());
        await().atMost(RECOVERY).until(() -> untrusted(live, "live") == 2);
        await().atMost(RECOVERY).until(() -> untrusted(notification, "notifications") == 2);

        accept("forged", "2");
        await().atMost(RECOVERY).until(() -> !stream.updates().isEmpty());
        assertAll(
                () -> assertFalse(stream.frames().toString().contains(FORGED), () -> stream.frames()
                        .toString()),
                () -> assertFalse(live.text("/matches/forged").contains(FORGED)),
                () -> assertTrue(
                        live.output().contains("dropped a message to exchange match.updates"), "it is logged"));
    }

    @Test
    @Order(3)
    void fullQueueOfReportsIsAnswered503AndNothingAcceptedIsLost() {
        statistics.kill();
        broker.limitQueue(Topology.STATISTICS_QUEUE, 2);
        Set<String> accepted = new TreeSet<>();
        HttpResponse<String> refused = null;
        for (int i = 0; i < 50 && refused == null; i++) {
            HttpResponse<String> answer = report("full", String.valueOf(i));
            if (answer.statusCode() == 202) {
                accepted.add("full-" + i);
            } else {
                refused = answer;
            }
        }
        assertTrue(refused != null, "the limit has an effect");
        assertEquals(503, refused.statusCode(), refused::body);
        assertTrue(refused.headers().firstValue("Retry-After").isPresent());
        broker.unlimitQueue(Topology.STATISTICS_QUEUE);
        statistics = launch("statistics").awaitReady();
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertEquals(
                        accepted,
                        new TreeSet<>(database.column(String.class, "SELECT id FROM event WHERE match = 'full'"))));
    }

    @Test
    @Order(4)
    void fullQueueOfNotificationsStopsNobody() {
        broker.limitQueue(Topology.NOTIFICATIONS_QUEUE, 3);
        notification.kill();
        int reports = 20;
        for (int i = 1; i <= reports; i++) {
            accept("many", String.valueOf(i));
            awaitSeq("many", i);
        }
        assertTrue(broker.readyMessages(Topology.NOTIFICATIONS_QUEUE) <= 4, "the oldest are dropped");
        assertEquals(0, broker.readyMessages(Topology.DEAD_LETTER_QUEUE), "what is dropped is no dead letter");
        notification = launch("notification").awaitReady();
        await("the feed is read to its end")
                .atMost(RECOVERY)
                .until(() -> database.column(Long.class, "SELECT max(lag) FROM feed_lag")
                                .get(0)
                        == 0);
        broker.unlimitQueue(Topology.NOTIFICATIONS_QUEUE);
    }

    @Test
    @Order(5)
    void deletedQueueMakesItsRoleUnreadyUntilTheCommandRunsAgain() {
        broker.deleteQueueOnceEmpty(Topology.STATISTICS_QUEUE);
        await().atMost(RECOVERY).until(() -> statistics.status("/q/health/ready") == 503);
        assertEquals(200, statistics.status("/q/health/live"));
        await().atMost(RECOVERY)
                .until(() -> reason(statistics, "statistics").contains("queue statistics does not exist"));
        assertEquals(0, AppCommand.run(broker.settings("topology"), "topology").code());
        statistics.awaitReady();
        accept("again", "1");
        awaitSeq("again", 1);
    }

    @Test
    @Order(6)
    void processWithoutABrokerUserDoesNotStart() {
        AppProcess nobody =
                resources.closeAfter(AppProcess.launch("user-none", "ingest", broker, Map.of("RABBITMQ_USERNAME", "")));
        nobody.awaitEnd();
        assertEquals(1, nobody.exitCode());
        assertTrue(nobody.output().contains("No broker user: set rabbitmq-username"), nobody::output);
    }

    private static void assertRefused(String reason, Runnable publish) {
        ShutdownSignalException refusal = assertThrows(ShutdownSignalException.class, publish::run);
        assertTrue(refusal.getMessage().contains(reason), refusal::getMessage);
    }

    private static BasicProperties from(String user) {
        return new BasicProperties.Builder()
                .contentType("application/json")
                .userId(user)
                .build();
    }

    private static byte[] forgedUpdate() {
        long position = database.column(Long.class, "SELECT position FROM feed").get(0);
        return RoguePublisher.bytes("""
                [{"position": %d, "update": {"match": "forged", "seq": 2, "kind": "event", "text": "%s"}}]""".formatted(position + 1, FORGED));
    }

    private static double untrusted(AppProcess process, String channel) {
        return process.metrics().value("touchline_messaging_untrusted_total", "channel", channel);
    }

    private static String reason(AppProcess process, String role) {
        JsonNode check = process.readiness(role);
        return check.at("/data/broker").asText();
    }

    private static HttpResponse<String> report(String match, String id) {
        return ingest.post("/events", RetryingAgent.event(match, match + "-" + id, "goal", "home", 1));
    }

    private static void accept(String match, String id) {
        HttpResponse<String> answer = report(match, id);
        assertEquals(202, answer.statusCode(), answer::body);
    }

    private static void awaitSeq(String match, long seq) {
        await().atMost(RECOVERY)
                .ignoreExceptions()
                .until(() -> live.get("/matches/" + match).path("seq").asLong() >= seq);
    }
}
