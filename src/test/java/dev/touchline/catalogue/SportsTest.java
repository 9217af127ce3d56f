package dev.touchline.catalogue;

import static dev.touchline.testing.ProblemAssertions.assertProblem;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.Sports;
import dev.touchline.codec.catalogue.CatalogueReader;
import dev.touchline.testing.Api;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SportsTest {

    @Test
    void sportsAreListedInAlphabeticalOrder() {
        JsonNode items = Api.get("/sports").path("items");
        assertEquals(
                List.of("basketball", "football", "handball", "ice-hockey"),
                items.findValuesAsText("sport").stream().toList());
        assertEquals(Api.get("/sports/football"), items.path(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"basketball", "football", "handball", "ice-hockey"})
    void sportIsServedInTheFormatOfItsFile(String name) {
        byte[] shown = Api.request().get("/sports/{sport}", name).asString().getBytes(StandardCharsets.UTF_8);
        assertEquals(Sports.sport(name), CatalogueReader.read(name + ".json", shown));
    }

    @Test
    void sportDescribesItsKinds() {
        JsonNode football = Api.get("/sports/football");
        assertEquals("Football", football.path("label").asText());
        assertEquals("first-half", football.path("periods").path(0).path("name").asText());
        JsonNode ownGoal = football.path("kinds").path("own-goal");
        assertEquals(Api.json("{\"own\":0,\"other\":1}"), ownGoal.path("points"));
        assertEquals(Api.json("{\"ownGoals\":1}"), ownGoal.path("own"));
        assertTrue(ownGoal.path("notify").asBoolean());
        assertEquals(3, football.path("standings").path("win").asInt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cricket", "Football", "football.json", "a b", "💥"})
    void unknownSportIsNotFoundAndKnownOnesAreListed(String name) {
        JsonNode problem = assertProblem(Api.request().get("/sports/{sport}", name), 404, "not-found");
        assertThat(
                problem.path("detail").asText(),
                containsString("the sports are basketball, football, handball, ice-hockey"));
    }

    @Test
    void catalogueIsReadOnly() {
        assertProblem(
                Api.request().header("Content-Type", Api.PLAIN).body("{}").put("/sports/football"),
                405,
                "method-not-allowed");
    }
}
