package dev.touchline.statistics.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.database.Queries;
import dev.touchline.database.Transactions;
import dev.touchline.event.DirectoryEntry;
import dev.touchline.event.Reporter;
import dev.touchline.event.TeamEntry;
import dev.touchline.testing.Api;
import dev.touchline.testing.UniqueIds;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The entry in force does not depend on the order in which processes store entries. */
@QuarkusTest
class DirectoryTablesTest {

    private static final Reporter CLUB = new Reporter("club", false);
    private static final Reporter OPERATOR = new Reporter("operator", true);

    @Inject
    Transactions transactions;

    @Inject
    Queries queries;

    private static TeamEntry team(String id, long revision, Reporter reporter, boolean adds, String... aliases) {
        Instant receivedAt = Instant.EPOCH.plusSeconds(revision);
        return new TeamEntry(
                id,
                revision,
                "Team " + (adds ? 0 : revision),
                null,
                null,
                List.of(aliases),
                List.of(),
                adds,
                receivedAt,
                reporter);
    }

    private void store(List<? extends DirectoryEntry> entries) throws SQLException {
        transactions.run(sql -> {
            new DirectoryTables(sql).store(List.copyOf(entries));
            return null;
        });
    }

    private long version() {
        return queries.first("SELECT version FROM directory_version", row -> row.getLong("version"))
                .orElseThrow();
    }

    @Test
    void orderOfStoringDoesNotMatterAndRepeatsChangeNothing() throws SQLException {
        JsonNode expected = null;
        for (int seed = 0; seed < 12; seed++) {
            String id = UniqueIds.id("team");
            List<TeamEntry> entries = new ArrayList<>(List.of(
                    team(id, 1, CLUB, false, "A"),
                    team(id, 2, new Reporter("stranger", false), false, "HACKED"),
                    team(id, 3, OPERATOR, true, "Old"),
                    team(id, 4, CLUB, false, "B"),
                    team(id, 5, OPERATOR, true, "C"),
                    team(id, 6, OPERATOR, true, "D")));
            Collections.shuffle(entries, new Random(seed));
            int cut = 1 + seed % 5;
            store(entries.subList(0, cut));
            store(entries.subList(cut, entries.size()));
            long version = version();
            store(entries);
            assertEquals(version, version(), "a repeat is no change");
            JsonNode shown = Api.get("/teams/{id}", id);
            assertEquals("Team 4", shown.path("name").asText(), "seed " + seed);
            expected = expected == null ? shown.path("aliases") : expected;
            assertEquals(expected, shown.path("aliases"), "seed " + seed);
            assertEquals(
                    1,
                    Api.get("/teams/{id}/conflicts", id).path("items").size(),
                    "the entry of another account is listed");
        }
        assertEquals(Api.json("[\"B\",\"Team 0\",\"C\",\"D\"]"), expected);
    }
}
