package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.RetryingAgent;
import dev.touchline.testing.Started;
import dev.touchline.testing.StreamClient;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each role in processes of its own, on a database that nobody has used before. */
class RolesIT {

    private static final Duration ARRIVAL = Duration.ofSeconds(60);

    private static RealBroker broker;

    @RegisterExtension
    final Started started = new Started();

    private RealDatabase database;

    @BeforeAll
    static void brokerStarts() {
        broker = RealBroker.running();
    }

    @AfterAll
    static void brokerStops() {
        if (broker != null) {
            broker.close();
        }
    }

    @BeforeEach
    void databaseStarts() {
        database = started.ended(RealDatabase.running());
    }

    @Test
    void whatIsAcceptedBeforeAnyStatisticsEverRanWaitsForThem() {
        String match = "waits-" + UUID.randomUUID();
        AppProcess ingest =
                started.ended(AppProcess.launch("ingest", "ingest", broker)).awaitReady();
        assertEquals(
                202,
                ingest.put("/matches/" + match, RetryingAgent.announcement("patience", "Elm port", "Fir holm"))
                        .statusCode());
        List.of(
                        RetryingAgent.event(match, "1", "kick-off", "home", 0),
                        RetryingAgent.event(match, "2", "goal", "away", 11),
                        RetryingAgent.event(match, "3", "own-goal", "away", 90).put("stoppage", 4))
                .forEach(
                        event -> assertEquals(202, ingest.post("/events", event).statusCode()));
        assertEquals(404, ingest.status("/matches/" + match), "reads are not the ingest's");
        assertEquals(
                List.of(),
                database.column(String.class, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"),
                "no process has touched the database");

        // Both find an empty database, and make the tables at the same time.
        AppProcess statistics = started.ended(AppProcess.launch("statistics", "statistics", broker, database));
        AppProcess live = started.ended(AppProcess.launch("live", "live", broker, database))
                .awaitReady();
        AppProcess notification = started.ended(AppProcess.launch("notification", "notification", broker, database))
                .awaitReady();
        statistics.awaitReady();
        await().atMost(ARRIVAL)
                .until(() -> live.status("/matches/" + match) == 200
                        && live.get("/matches/" + match).path("seq").asLong() == 4);
        JsonNode found = live.get("/matches/" + match);
        assertAll(
                () -> assertEquals(
                        "{\"home\":1,\"away\":1}", found.path("score").toString()),
                () -> assertEquals("live", found.path("phase").asText()),
                () -> assertEquals("Elm port", found.path("home").asText()),
                () -> assertEquals(
                        "{\"period\":\"second-half\",\"minute\":90,\"stoppage\":4}",
                        found.path("clock").toString()),
                () -> assertEquals(
                        3, live.items("/matches/" + match + "/events?limit=2").size()),
                () -> assertEquals(404, statistics.status("/matches/" + match), "reads are not for the statistics"),
                () -> assertEquals(200, statistics.status("/dead-letters")),
                () -> assertEquals(200, notification.status("/subscriptions")),
                () -> assertEquals(404, notification.status("/matches/" + match)),
                () -> assertEquals(404, live.status("/subscriptions"), "webhooks are not for the live role"),
                () -> assertEquals(404, ingest.status("/subscriptions")),
                () -> assertEquals(
                        404,
                        live.post("/events", RetryingAgent.event(match, "9", "goal", "home", 1))
                                .statusCode(),
                        "reports are not for the live role"));

        try (StreamClient follower = StreamClient.follow(live.at("/matches/" + match + "/stream"))) {
            await().until(() -> follower.position() == 4);
            ingest.post("/events", RetryingAgent.event(match, "4", "goal", "home", 12));
            await().atMost(ARRIVAL).until(() -> follower.position() == 5);
            assertEquals(
                    "{\"home\":2,\"away\":1}",
                    follower.frames().get(1).data().path("score").toString());
        }
    }
}
