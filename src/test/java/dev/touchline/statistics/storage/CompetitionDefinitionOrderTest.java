package dev.touchline.statistics.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.event.CompetitionDefinition;
import dev.touchline.event.Deduction;
import dev.touchline.event.Report;
import dev.touchline.event.Reporter;
import dev.touchline.event.Rules;
import dev.touchline.event.Stage;
import dev.touchline.testing.Api;
import dev.touchline.testing.StageBuilder;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The definition received last counts, in whatever order the processors handle them. */
@QuarkusTest
class CompetitionDefinitionOrderTest {

    private static final Instant NOON = Instant.parse("2031-06-30T12:00:00Z");

    private final String competition = UniqueIds.id("cup");
    private final CompetitionDefinition first =
            definition("First", NOON, List.of(new Deduction("Alder", 3, null, null)));
    private final CompetitionDefinition second = definition("Second", NOON.plus(1, ChronoUnit.MICROS), List.of());
    private final CompetitionDefinition third = definition("Third", NOON.plusSeconds(1), List.of());

    @Inject
    EventLog log;

    private CompetitionDefinition definition(String name, Instant receivedAt, List<Deduction> deductions) {
        return new CompetitionDefinition(
                competition,
                ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt),
                name,
                "football",
                null,
                Rules.UNSPECIFIED,
                deductions,
                List.of(),
                null,
                null,
                receivedAt,
                Reporter.NONE);
    }

    private JsonNode after(Report... reports) throws SQLException {
        log.store(List.of(reports), false);
        return Api.get("/competitions/{id}", competition);
    }

    @Test
    void olderDefinitionThatArrivesLaterChangesNothing() throws SQLException {
        JsonNode shown = after(second);
        assertEquals("Second", shown.path("name").asText());
        assertEquals(shown, after(first));
    }

    @Test
    void lastReceivedDefinitionOfABatchCounts() throws SQLException {
        assertEquals("Third", after(second, third, first).path("name").asText());
    }

    @Test
    void definitionReceivedAMicrosecondLaterReplacesAllFields() throws SQLException {
        assertEquals(1, after(first).path("deductions").size());
        JsonNode shown = after(second);
        assertEquals("Second", shown.path("name").asText());
        assertEquals(0, shown.path("deductions").size());
    }

    @Test
    void redeliveredDefinitionChangesNothing() throws SQLException {
        after(first);
        JsonNode shown = after(third, third);
        assertEquals(shown, after(first, third));
    }

    @Test
    void ownerAndDefinitionInForceDoNotDependOnTheOrder() throws SQLException {
        Reporter camera = new Reporter("camera-7", false);
        Reporter stranger = new Reporter("camera-70", false);
        Reporter admin = new Reporter("operator", true);
        for (int seed = 0; seed < 24; seed++) {
            String cup = UniqueIds.id("cup");
            List<CompetitionDefinition> arriving = new ArrayList<>(List.of(
                    by(camera, cup, 1),
                    by(stranger, cup, 2),
                    by(camera, cup, 3),
                    by(admin, cup, 4),
                    by(stranger, cup, 5)));
            Collections.shuffle(arriving, new Random(seed));
            int cut = 1 + seed % 4;
            log.store(List.copyOf(arriving.subList(0, cut)), false);
            log.store(List.copyOf(arriving.subList(cut, 5)), false);
            assertEquals("4", Api.get("/competitions/{id}", cup).path("name").asText(), "seed " + seed);
            JsonNode foreign = Api.get("/competitions/{id}/conflicts", cup).path("items");
            assertEquals(1, foreign.size(), "seed " + seed);
            assertEquals("5", foreign.path(0).path("definition").path("name").asText());
        }
    }

    @Test
    void inferredStagesCountWhereNoneAreDeclared() throws SQLException {
        Reporter camera = new Reporter("camera-7", false);
        for (int seed = 0; seed < 24; seed++) {
            String cup = UniqueIds.id("cup");
            List<CompetitionDefinition> arriving = new ArrayList<>(List.of(
                    inferred(camera, cup, 1), inferred(camera, cup, 6), by(camera, cup, 2), by(Reporter.NONE, cup, 3)));
            Collections.shuffle(arriving, new Random(seed));
            log.store(List.of(inferred(Reporter.NONE, cup, 5)), false);
            JsonNode shown = Api.get("/competitions/{id}", cup);
            assertEquals(List.of("5"), ids(shown.path("stages")));
            assertEquals(false, shown.path("defined").asBoolean(true));
            log.store(List.copyOf(arriving.subList(0, 2)), false);
            log.store(List.copyOf(arriving.subList(2, 4)), false);
            shown = Api.get("/competitions/{id}", cup);
            assertEquals("3", shown.path("name").asText(), "seed " + seed);
            assertEquals(List.of("6"), ids(shown.path("stages")), "seed " + seed);
            assertEquals("[\"a cup\"]", shown.path("inferred").toString());
            assertEquals(true, shown.path("defined").asBoolean());
            assertEquals(
                    0,
                    Api.get("/competitions/{id}/conflicts", cup).path("items").size());

            log.store(List.of(with(List.of(StageBuilder.knockOut("4").build()), null, camera, cup, 4)), false);
            shown = Api.get("/competitions/{id}", cup);
            assertEquals(List.of("4"), ids(shown.path("stages")), "seed " + seed);
            assertEquals(false, shown.has("inferred"));
        }
    }

    private static List<String> ids(JsonNode stages) {
        return stages.findValuesAsText("id");
    }

    private static CompetitionDefinition inferred(Reporter reporter, String competition, int second) {
        return with(
                List.of(StageBuilder.knockOut(String.valueOf(second)).build()),
                List.of("a cup"),
                reporter,
                competition,
                second);
    }

    private static CompetitionDefinition by(Reporter reporter, String competition, int second) {
        return with(List.of(), null, reporter, competition, second);
    }

    private static CompetitionDefinition with(
            List<Stage> stages, List<String> inferred, Reporter reporter, String competition, int second) {
        Instant receivedAt = NOON.plusSeconds(second);
        return new CompetitionDefinition(
                competition,
                ChronoUnit.MICROS.between(Instant.EPOCH, receivedAt),
                String.valueOf(second),
                "football",
                null,
                Rules.UNSPECIFIED,
                List.of(),
                stages,
                null,
                inferred,
                receivedAt,
                reporter);
    }
}
