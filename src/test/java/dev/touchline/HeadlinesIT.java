package dev.touchline;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.testing.AppProcess;
import dev.touchline.testing.CloseAfterTest;
import dev.touchline.testing.EventBody;
import dev.touchline.testing.GeneratedTournament;
import dev.touchline.testing.HeadlineReader;
import dev.touchline.testing.HeadlineReader.Headline;
import dev.touchline.testing.RealBroker;
import dev.touchline.testing.RealDatabase;
import dev.touchline.testing.RetryingAgent;
import dev.touchline.testing.UniqueIds;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Consumers of the exchange {@code match.headlines} receive exactly the updates that the sport's catalogue marks as
 * headlines.
 */
class HeadlinesIT {

    private static final Duration ARRIVAL = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    private static final Set<String> GOALS = Set.of("goal", "own-goal", "penalty-goal");

    private static RealBroker broker;
    private static RealDatabase database;
    private static AppProcess app;
    private static AppProcess notifier;

    @RegisterExtension
    final CloseAfterTest resources = new CloseAfterTest();

    @BeforeAll
    static void start() {
        broker = RealBroker.running();
        database = RealDatabase.running();
        app = AppProcess.launch("headlines", "ingest,statistics,live", broker, database);
        notifier = AppProcess.launch("headlines-one", "notification", broker, database);
        Stream.of(app, notifier).forEach(AppProcess::awaitReady);
    }

    @AfterAll
    static void stop() {
        Stream.of(app, notifier, database, broker).filter(part -> part != null).forEach(part -> assertAll(part::close));
    }

    @Test
    void everyGoalIsPublishedThoughTheNotificationProcessIsKilled() {
        ObjectNode file = GeneratedTournament.generate();
        HeadlineReader reader = read("football." + GeneratedTournament.COMPETITION + ".#");
        HeadlineReader all = read("#");
        CompletableFuture<JsonNode> replaying = CompletableFuture.supplyAsync(() -> replay(file));
        await().atMost(ARRIVAL)
                .pollInterval(POLL_INTERVAL)
                .until(() -> reader.headlines().size() > 20);
        notifier.kill();
        // Other competitions do not match the binding.
        String elsewhere = UniqueIds.match();
        RetryingAgent agent = new RetryingAgent(app);
        agent.announce(elsewhere, RetryingAgent.announcement("another-cup", "Home", "Away"));
        agent.report(EventBody.goal(elsewhere, "home", 1).json());
        notifier = notifier.launchAgain().awaitReady();
        replaying.join();
        assertPublished(reader, GeneratedTournament.COMPETITION, file);
        await().atMost(ARRIVAL)
                .until(() -> all.headlines().stream().anyMatch(headline -> elsewhere.equals(headline.header("match"))));
        assertTrue(
                reader.headlines().stream().noneMatch(headline -> elsewhere.equals(headline.header("match"))),
                "headline of another competition");
    }

    @Test
    void everyGoalOfTheConfiguredTournamentIsPublished() throws IOException {
        String name = System.getenv("TOUCHLINE_TOURNAMENT");
        Assumptions.assumeTrue(name != null, "TOUCHLINE_TOURNAMENT is not set to an openfootball file");
        JsonNode file = AppProcess.JSON.readTree(Files.readAllBytes(Path.of(name)));
        String competition =
                file.path("name").textValue().toLowerCase(Locale.ROOT).replace(' ', '-');
        HeadlineReader reader = read("football." + competition + ".#");
        assertEquals(competition, replay(file).path("competition").textValue());
        assertPublished(reader, competition, file);
        assertEquals(
                publishedHeadlines(reader.headlines(), competition),
                reader.headlines(),
                "only the competition's headlines");
    }

    @Test
    void messagePropertiesDescribeTheHeadline() {
        String match = UniqueIds.match() + ".replayed";
        HeadlineReader reader = read("football.small-cup.*.red-card");
        RetryingAgent agent = new RetryingAgent(app);
        agent.announce(match, RetryingAgent.announcement("small-cup", "Home", "Away"));
        Instant before = Instant.now();
        agent.report(EventBody.of(match, "corner")
                .with("team", "home")
                .with("minute", 2)
                .json());
        agent.report(EventBody.goal(match, "home", 3).json());
        agent.report(EventBody.of(match, "red-card")
                .with("team", "home")
                .with("minute", 4)
                .json());
        await().atMost(ARRIVAL).until(() -> !reader.headlines().isEmpty());
        assertEquals(1, reader.headlines().size());
        Headline headline = reader.headlines().get(0);
        long seq = headline.json().path("data").path("seq").longValue();
        Instant at = Instant.parse(headline.json().path("data").path("at").textValue());
        assertAll(
                () -> assertEquals(
                        "football.small-cup." + match.replace('.', '_') + ".red-card", headline.routingKey()),
                () -> assertEquals(match + "/" + seq, headline.change()),
                () -> assertEquals(
                        "application/cloudevents+json", headline.properties().getContentType()),
                () -> assertEquals(2, headline.properties().getDeliveryMode(), "persistent"),
                () -> assertEquals(
                        at.getEpochSecond(),
                        headline.properties().getTimestamp().toInstant().getEpochSecond()),
                () -> assertFalse(at.isBefore(before.minusSeconds(1))),
                () -> assertEquals("football", headline.header("sport")),
                () -> assertEquals("small-cup", headline.header("competition")),
                () -> assertEquals(match, headline.header("match")),
                () -> assertEquals(String.valueOf(seq), headline.header("seq")),
                () -> assertEquals("red-card", headline.header("kind")),
                () -> assertEquals("event", headline.header("change")),
                () -> assertEquals(
                        "dev.touchline.update.event",
                        headline.json().path("type").textValue()),
                () -> assertEquals(
                        "RED CARD",
                        headline.json().path("data").path("title").textValue().toUpperCase(Locale.ROOT)));
    }

    @Test
    void retractionIsPublishedWithTheRoutingKeyOfTheGoal() {
        String match = UniqueIds.match();
        HeadlineReader reader = read("football.*." + match + ".goal");
        RetryingAgent agent = new RetryingAgent(app);
        EventBody goal = EventBody.goal(match, "away", 30);
        agent.report(goal.json());
        agent.report(goal.with("revision", 2).with("player", "Ada").json());
        agent.report(goal.with("revision", 3).with("status", "cancelled").json());
        await().atMost(ARRIVAL).until(() -> reader.headlines().size() >= 2);
        assertEquals(
                List.of("event", "retraction"),
                reader.headlines().stream()
                        .map(headline -> headline.header("change"))
                        .toList(),
                "a corrected scorer is not a headline");
        assertEquals(
                "GOAL cancelled",
                reader.headlines().get(1).json().path("data").path("title").textValue());
        assertEquals(
                "football.none." + match + ".goal",
                reader.headlines().get(1).routingKey(),
                "the match is not announced, so it has no competition");
    }

    @Test
    void twoProcessesPublishEveryHeadlineOnce() {
        AppProcess second = resources
                .closeAfter(AppProcess.launch("headlines-two", "notification", broker, database))
                .awaitReady();
        String match = UniqueIds.match();
        HeadlineReader reader = read("#");
        RetryingAgent agent = new RetryingAgent(app);
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            agent.report(EventBody.goal(match, "home", 1 + i % 90).json());
            expected.add(match + "/" + i);
        }
        await().atMost(ARRIVAL).until(() -> of(reader, match).size() >= 100);
        assertEquals(expected, of(reader, match), "each headline once and in order");
        assertEquals(200, second.status("/q/health/ready"));
    }

    private static List<String> of(HeadlineReader reader, String match) {
        return reader.headlines().stream()
                .filter(headline -> match.equals(headline.header("match")))
                .map(Headline::change)
                .toList();
    }

    private HeadlineReader read(String bindingKey) {
        return resources.closeAfter(HeadlineReader.of(broker, bindingKey));
    }

    private static JsonNode replay(JsonNode file) {
        HttpResponse<String> response = app.post("/simulations/replay?speed=max", file);
        assertEquals(200, response.statusCode(), response::body);
        return AppProcess.json(response);
    }

    /**
     * Asserts that the headlines are those that follow from the timelines and the catalogue, and that repetitions have
     * equal ids and bodies.
     */
    private static void assertPublished(HeadlineReader reader, String competition, JsonNode file) {
        await().atMost(ARRIVAL).pollInterval(POLL_INTERVAL).until(() -> goals(reader.headlines(), competition)
                .equals(goalsIn(file)));
        Set<String> expected = expectedHeadlines(competition);
        await().atMost(ARRIVAL)
                .pollInterval(POLL_INTERVAL)
                .until(() -> ids(reader, competition).size() >= expected.size());
        assertEquals(expected, ids(reader, competition));
        Map<String, String> bodies = new HashMap<>();
        int repeated = 0;
        for (Headline headline : publishedHeadlines(reader.headlines(), competition)) {
            String before = bodies.put(headline.id(), headline.body());
            assertTrue(before == null || before.equals(headline.body()), "a repetition has the same body");
            repeated += before == null ? 0 : 1;
            assertTrue(headline.routingKey().startsWith("football." + competition + "."), headline.routingKey());
            assertEquals(2, headline.properties().getDeliveryMode());
        }
        System.out.printf("%d headlines of %s, %d of them repeated%n", expected.size(), competition, repeated);
    }

    private static List<Headline> publishedHeadlines(List<Headline> headlines, String competition) {
        return headlines.stream()
                .filter(headline -> competition.equals(headline.header("competition")))
                .toList();
    }

    private static Set<String> ids(HeadlineReader reader, String competition) {
        return publishedHeadlines(reader.headlines(), competition).stream()
                .map(Headline::change)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The number of goals among the headlines by match. Matches are named by their teams because the file has no ids.
     */
    private static Map<String, Integer> goals(List<Headline> headlines, String competition) {
        Map<String, Set<String>> goals = new TreeMap<>();
        for (Headline headline : publishedHeadlines(headlines, competition)) {
            if (GOALS.contains(headline.header("kind"))) {
                JsonNode update = headline.json().path("data");
                String game = update.path("home").textValue() + " - "
                        + update.path("away").textValue() + " "
                        + headline.header("match").replaceAll(".*(\\d{4}-\\d\\d-\\d\\d).*", "$1");
                goals.computeIfAbsent(game, key -> new TreeSet<>()).add(headline.change());
            }
        }
        return goals.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                .size()));
    }

    private static Map<String, Integer> goalsIn(JsonNode file) {
        Map<String, Integer> goals = new HashMap<>();
        for (JsonNode match : file.path("matches")) {
            int count = match.path("goals1").size() + match.path("goals2").size();
            if (count > 0) {
                goals.merge(
                        match.path("team1").asText() + " - "
                                + match.path("team2").asText() + " "
                                + match.path("date").asText(),
                        count,
                        Integer::sum);
            }
        }
        return goals;
    }

    private static Set<String> expectedHeadlines(String competition) {
        Set<String> expected = new TreeSet<>();
        for (JsonNode match : app.items("/matches?limit=200&competition=" + competition)) {
            String id = match.path("id").textValue();
            for (JsonNode event : app.items("/matches/" + id + "/events?limit=200")) {
                String kind = event.path("type").textValue().replace("football.", "");
                if (Sports.sport("football").kinds().get(kind).notifies()) {
                    expected.add(id + "/" + event.path("seq").asLong());
                }
            }
        }
        return expected;
    }
}
