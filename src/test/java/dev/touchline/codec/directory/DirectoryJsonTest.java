package dev.touchline.codec.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.Sports;
import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.ReportBatch;
import dev.touchline.event.DirectoryEntry;
import dev.touchline.event.EventType;
import dev.touchline.event.PlayerEntry;
import dev.touchline.event.Reporter;
import dev.touchline.event.TeamEntry;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Teams and players as JSON. */
class DirectoryJsonTest {

    private static final Instant NOON = Instant.parse("2031-06-30T12:00:00.000001Z");
    private static final Reporter OPERATOR = new Reporter("operator", true);
    private static final String TEAM = """
            {"name": " Türkiye", "shortName": "TUR", "sport": "football", "aliases": ["Turkey", "Türkiye", "Turkey "],
             "colours": ["#E30A17", "#ffffff"]}
            """;
    private static final String PLAYER = """
            {"name": "Kylian Mbappé", "aliases": ["Mbappe\\u0301"], "teams": ["France", "psg"]}
            """;

    private static DirectoryEntry read(EventType type, String id, String body) {
        return DirectoryJson.read(Json.parse(body), type, id, Sports.ALL, NOON, OPERATOR);
    }

    @Test
    void teamIsRead() {
        TeamEntry team = (TeamEntry) read(TeamEntry.TYPE, "tur", TEAM);
        assertEquals(
                new TeamEntry(
                        "tur",
                        1940587200000001L,
                        "Türkiye",
                        "TUR",
                        "football",
                        List.of("Turkey"),
                        List.of("#e30a17", "#ffffff"),
                        false,
                        NOON,
                        OPERATOR),
                team);
    }

    @Test
    void playerIsRead() {
        PlayerEntry player = (PlayerEntry) read(PlayerEntry.TYPE, "mbappe", PLAYER);
        assertEquals(List.of("Mbappé"), player.aliases());
        assertEquals(List.of("France", "psg"), player.teams());
    }

    @Test
    void aliasThatIsAcceptedIsAnAddition() {
        String item = """
                {"kind": "player", "id": "kylian-mbappe", "name": "Kylian Mbappé", "alias": "Mbappé", "team": "France",
                 "sport": "football", "reason": "the same last name", "certain": true}
                """;
        PlayerEntry player =
                (PlayerEntry) AliasJson.read(Json.parse(item), "world-cup-2022", Sports.ALL, NOON, OPERATOR);
        assertTrue(player.adds());
        assertEquals(List.of("Mbappé"), player.aliases());
        assertEquals(List.of("France"), player.teams());
        assertEquals("football", player.sport());
    }

    @Test
    void messageAndDatabaseHaveTheEntryAsItWasSent() {
        DirectoryEntry team = read(TeamEntry.TYPE, "tur", TEAM);
        DirectoryEntry addition = AliasJson.read(Json.parse("""
                        {"kind": "team", "id": "tur", "name": "Türkiye", "alias": "Turkiye"}
                        """), "euro", Sports.ALL, NOON, OPERATOR);
        List<DirectoryEntry> entries = List.of(team, read(PlayerEntry.TYPE, "mbappe", PLAYER), addition);
        ReportBatch.DecodedBatch batch = ReportBatch.read(ReportBatch.write(entries), Sports.ALL);
        assertEquals(List.of(), batch.rejected());
        assertEquals(entries, batch.reports());
        for (DirectoryEntry entry : entries) {
            assertEquals(
                    entry,
                    DirectoryJson.readStored(
                            LogEntryJson.write(entry), entry.type(), entry.id(), entry.revision(), NOON, OPERATOR));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                        | name",
                "{\"name\":\"\\u202e\"}                    | name",
                "{\"name\":\"A\",\"adds\":true}            | adds",
                "{\"name\":\"A\",\"teams\":[\"B\"]}        | teams",
                "{\"name\":\"A\",\"colours\":[\"red\"]}    | colours[0]",
                "{\"name\":\"A\",\"aliases\":[7]}          | aliases[0]",
                "{\"name\":\"A\",\"sport\":\"chess\"}      | sport",
                "{\"name\":\"A\",\"nickname\":\"B\"}       | nickname"
            })
    void violationNamesTheField(String body, String field) {
        InvalidException invalid = assertThrows(InvalidException.class, () -> read(TeamEntry.TYPE, "a", body));
        assertEquals(field, invalid.violations().get(0).field());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"kind\":\"team\",\"id\":\"a\",\"name\":\"A\"}                            | alias",
                "{\"kind\":\"team\",\"id\":\"a\",\"name\":\"A\",\"alias\":\"A \"}           | alias",
                "{\"kind\":\"club\",\"id\":\"a\",\"name\":\"A\",\"alias\":\"B\"}            | kind",
                "{\"kind\":\"team\",\"id\":\"a b\",\"name\":\"A\",\"alias\":\"B\"}          | id",
                "{\"kind\":\"team\",\"id\":\"a\",\"name\":\"A\",\"alias\":\"B\",\"team\":\"C\"} | team"
            })
    void violationOfAnAliasNamesTheField(String body, String field) {
        InvalidException invalid = assertThrows(
                InvalidException.class, () -> AliasJson.read(Json.parse(body), "cup", Sports.ALL, NOON, OPERATOR));
        assertEquals(field, invalid.violations().get(0).field());
    }
}
