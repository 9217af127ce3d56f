package dev.touchline.live.directory;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.testing.Api;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Teams and players are one row each, whatever name a report has, and whenever their names become known. */
@QuarkusTest
class TeamsAndPlayersTest {

    /** The goals of Mbappé and of Messi at the World Cup 2022, in the spellings of one data set, with others of their matches. */
    private static final List<Game> WORLD_CUP = List.of(
            new Game("Argentina", "Saudi Arabia", "home Lionel Messi 10p", "away Saleh Al-Shehri 48"),
            new Game("Argentina", "Mexico", "home Lionel Messi 64", "home Enzo Fernández 87"),
            new Game("Argentina", "Australia", "home Lionel Messi 35", "home Julián Álvarez 57"),
            new Game("Netherlands", "Argentina", "away Lionel Messi 73p", "home Wout Weghorst 83"),
            new Game("Argentina", "Croatia", "home Lionel Messi 34p", "home Julián Álvarez 39"),
            new Game("France", "Australia", "home Olivier Giroud 32", "home Kylian Mbappé 68"),
            new Game("France", "Denmark", "home Kylian Mbappé 61", "home Kylian Mbappé 86"),
            new Game("France", "Poland", "home Olivier Giroud 44", "home Mbappé 74", "home Mbappé 90"),
            new Game(
                    "Argentina",
                    "France",
                    "home Lionel Messi 23p",
                    "home Lionel Messi 108",
                    "away Kylian Mbappé 80p",
                    "away Kylian Mbappé 81",
                    "away Kylian Mbappé 118p"));

    private final String cup = UniqueIds.id("cup");
    /** In names and ids, so that tests do not share teams. */
    private final String unique = UniqueIds.id("x");

    private int reports;

    private record Game(String home, String away, String... goals) {}

    private void put(String path, Map<String, ?> body) {
        int status = Api.request()
                .header("Content-Type", Api.PLAIN)
                .body(Api.text(body).getBytes(StandardCharsets.UTF_8))
                .put(path)
                .statusCode();
        assertEquals(202, status, path);
    }

    private void announce(String match, String home, String away, String kickOff) {
        put(
                "/matches/" + match,
                Map.of("sport", "football", "competition", cup, "home", home, "away", away, "kickOff", kickOff));
    }

    private void report(String match, String kind, Map<String, ?> fields) {
        Map<String, Object> event = new LinkedHashMap<>(fields);
        event.put("id", "e" + ++reports);
        event.put("source", unique);
        event.put("type", "football." + kind);
        event.put("match", match);
        assertEquals(202, Api.post(Api.text(event), Api.PLAIN).statusCode());
    }

    private void play(String match, String home, String away, String kickOff, String... goals) {
        announce(match, home, away, kickOff);
        for (String goal : goals) {
            int space = goal.indexOf(' ');
            int last = goal.lastIndexOf(' ');
            String minute = goal.substring(last + 1);
            report(
                    match,
                    "goal",
                    Map.of(
                            "team", goal.substring(0, space),
                            "player", goal.substring(space + 1, last),
                            "minute", Integer.parseInt(minute.replace("p", "")),
                            "details", Map.of("penalty", minute.endsWith("p"))));
        }
        report(match, "full-time", Map.of("minute", 90));
    }

    private JsonNode read(String what) {
        return Api.get("/competitions/{id}/" + what, cup);
    }

    private List<String> table() {
        JsonNode rows = read("standings").path("groups").path(0).path("rows");
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.path("team").asText() + " " + row.path("played").asInt() + " "
                        + row.path("points").asInt())
                .toList();
    }

    private List<String> scorers() {
        return StreamSupport.stream(read("scorers").path("items").spliterator(), false)
                .map(row ->
                        row.path("player").asText() + " " + row.path("goals").asInt())
                .toList();
    }

    @Test
    void namesOfOneTeamAreOneRowAlsoAfterwards() {
        String turkey = "Turkey " + unique;
        String türkiye = "Türkiye " + unique;
        play(unique + "-1", turkey, "Wales " + unique, "2031-06-01T18:00:00Z", "home A 1");
        play(unique + "-2", "Italy " + unique, türkiye, "2031-06-05T18:00:00Z", "away B 1");
        Api.awaitProcessed();
        assertEquals(4, table().size());
        assertEquals(
                turkey, Api.get("/matches/{id}", unique + "-1").path("home").asText());

        put(
                "/teams/tur-" + unique,
                Map.of("name", türkiye, "shortName", "TUR", "aliases", List.of(turkey), "colours", List.of("#e30a17")));
        Api.eventually().until(() -> table().contains(türkiye + " 2 6"));
        assertEquals(3, table().size());
        JsonNode team = read("standings").path("teams").path(0);
        assertEquals("tur-" + unique, team.path("id").asText());
        assertEquals("TUR", team.path("shortName").asText());
        assertEquals("#e30a17", team.path("colours").path(0).asText());

        // Matches are read again within the interval of the check for changes.
        Api.eventually()
                .until(() -> türkiye.equals(
                        Api.get("/matches/{id}", unique + "-1").path("home").asText()));
        JsonNode home = Api.get("/matches/{id}", unique + "-1").path("teams").path("home");
        assertEquals(turkey, home.path("announcedAs").asText());
        assertEquals("TUR", home.path("shortName").asText());
        assertTrue(Api.get("/matches/{id}", unique + "-1")
                .path("teams")
                .path("away")
                .isNull());
        assertEquals(
                List.of(türkiye, "Italy " + unique),
                StreamSupport.stream(
                                Api.get("/matches?competition={id}", cup)
                                        .path("items")
                                        .spliterator(),
                                false)
                        .map(match -> match.path("home").asText())
                        .toList());
    }

    @Test
    void renamedTeamChangesTheTagOfItsMatches() {
        String club = "Old " + unique;
        announce(unique, club, "Other " + unique, "2031-06-01T18:00:00Z");
        Api.awaitSeq(unique, 1);
        String tag = Api.request().get("/matches/{id}", unique).header("ETag");
        put("/teams/" + unique, Map.of("name", "New " + unique, "aliases", List.of(club)));
        Api.eventually()
                .until(() ->
                        Api.get("/matches/{id}", unique).path("home").asText().startsWith("New"));
        assertNotEquals(tag, Api.request().get("/matches/{id}", unique).header("ETag"));
    }

    @Test
    void deductionOfAnAliasIsOfItsTeam() {
        String club = "Club " + unique;
        put("/teams/" + unique, Map.of("name", "FC " + club, "aliases", List.of(club)));
        put(
                "/competitions/" + cup,
                Map.of("sport", "football", "deductions", List.of(Map.of("team", club, "points", 2))));
        play(unique + "-1", "FC " + club, "Other " + unique, "2031-06-01T18:00:00Z", "home A 1");
        Api.awaitProcessed();
        Api.eventually().until(() -> table().contains("FC " + club + " 1 1"));
    }

    @Test
    void tradedPlayerIsOneRowWithAllTeams() {
        String north = "North " + unique;
        String south = "South " + unique;
        String name = "Juan Pérez " + unique;
        play(unique + "-1", north, "East " + unique, "2031-01-10T18:00:00Z", "home " + name + " 5");
        play(unique + "-2", south, "East " + unique, "2031-03-10T18:00:00Z", "home J. Pérez 5", "home J. Pérez 9");
        Api.awaitProcessed();
        assertEquals(2, scorers().size());
        put(
                "/players/" + unique,
                Map.of(
                        "name",
                        name,
                        "shortName",
                        "Pérez",
                        "aliases",
                        List.of("J. Pérez"),
                        "teams",
                        List.of(north, south)));
        Api.eventually().until(() -> scorers().equals(List.of(name + " 3")));
        JsonNode row = read("scorers").path("items").path(0);
        assertEquals(unique, row.path("id").asText());
        assertEquals("Pérez", row.path("shortName").asText());
        assertEquals(south, row.path("team").asText());
        assertEquals(Api.json(Api.text(List.of(south, north))), row.path("teams"));
    }

    @Test
    void acceptedAliasMakesMbappéTheTopScorer() {
        int number = 0;
        for (Game game : WORLD_CUP) {
            String day = "2022-12-%02dT18:00:00Z".formatted(++number);
            play(unique + "-" + number, game.home(), game.away(), day, game.goals());
        }
        Api.awaitProcessed();
        assertEquals("Lionel Messi 7", scorers().get(0));
        assertEquals("Kylian Mbappé 6", scorers().get(1));
        assertTrue(scorers().contains("Mbappé 2"));

        List<JsonNode> certain = new ArrayList<>();
        read("aliases").path("items").forEach(item -> {
            if (item.path("certain").asBoolean()) {
                certain.add(item);
            }
        });
        assertEquals(1, certain.size(), certain.toString());
        JsonNode item = certain.get(0);
        assertEquals("Kylian Mbappé", item.path("name").asText());
        assertEquals("Mbappé", item.path("alias").asText());
        assertEquals("France", item.path("team").asText());
        assertEquals("kylian-mbappe", item.path("id").asText());
        assertEquals(
                "the same last name, and one is contained in the other",
                item.path("reason").asText());

        assertEquals(202, accept(item.toString()));
        Api.eventually().until(() -> scorers().get(0).equals("Kylian Mbappé 8"));
        assertEquals("Lionel Messi 7", scorers().get(1));
        assertEquals(
                0,
                StreamSupport.stream(read("aliases").path("items").spliterator(), false)
                        .filter(one -> one.path("certain").asBoolean())
                        .count());
        JsonNode player = Api.get("/players/{id}", "kylian-mbappe");
        assertEquals("Kylian Mbappé", player.path("name").asText());
        assertEquals("Mbappé", player.path("aliases").path(0).asText());
        assertEquals(
                "kylian-mbappe",
                Api.get("/players?name={name}", "Mbappé")
                        .path("items")
                        .path(0)
                        .path("id")
                        .asText());
    }

    private int accept(String item) {
        return Api.request()
                .header("Content-Type", Api.PLAIN)
                .body(item.getBytes(StandardCharsets.UTF_8))
                .post("/competitions/" + cup + "/aliases")
                .statusCode();
    }

    @Test
    void secondAcceptedAliasJoinsTheFirst() {
        String item = """
                {"kind":"team","id":"%s","name":"Name %s","alias":"%s"}
                """;
        assertEquals(202, accept(item.formatted(unique, unique, "One " + unique)));
        assertEquals(202, accept(item.formatted(unique, unique, "Two " + unique)));
        Api.awaitProcessed();
        Api.eventually()
                .until(() -> Api.request().get("/teams/{id}", unique).statusCode() == 200
                        && Api.get("/teams/{id}", unique).path("aliases").size() == 2);
    }

    @Test
    void invalidEntriesAreRefused() {
        assertEquals(422, accept("{\"kind\":\"team\"}"));
        assertProblem(Api.request().get("/teams/{id}", "nobody-" + unique), 404, "not-found");
        assertProblem(Api.request().get("/players/{id}", "a b"), 404, "not-found");
        assertProblem(Api.request().get("/players?name={name}", " "), 400, "bad-parameter");
        assertProblem(Api.request().get("/teams?cursor=x"), 400, "bad-parameter");
        assertEquals(
                0,
                Api.get("/teams?name={name}", "Nobody " + unique).path("items").size());
    }

    @Test
    void entriesAreListedInPages() {
        for (int i = 1; i <= 3; i++) {
            put("/teams/" + unique + "-" + i, Map.of("name", "Same " + unique));
        }
        Api.awaitProcessed();
        Api.eventually()
                .until(() -> Api.get("/teams?name={name}", "Same " + unique)
                                .path("items")
                                .size()
                        == 3);
        JsonNode first = Api.get("/teams?limit=2&name={name}", "Same " + unique);
        assertEquals(2, first.path("items").size());
        JsonNode second = Api.get(
                "/teams?limit=2&name={name}&cursor={cursor}",
                "Same " + unique,
                first.path("next").asText());
        assertEquals(unique + "-3", second.path("items").path(0).path("id").asText());
        assertTrue(second.path("next").isNull());
    }
}
