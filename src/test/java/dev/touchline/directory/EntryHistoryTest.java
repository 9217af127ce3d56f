package dev.touchline.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.event.DirectoryEntry;
import dev.touchline.event.PlayerEntry;
import dev.touchline.event.Reporter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which entry is in force does not depend on the order in which entries arrive. */
class EntryHistoryTest {

    private static final Reporter CLUB = new Reporter("club", false);
    private static final Reporter STRANGER = new Reporter("stranger", false);
    private static final Reporter OPERATOR = new Reporter("operator", true);

    private static PlayerEntry entry(long revision, Reporter reporter, String name, String... aliases) {
        return player(revision, reporter, name, false, List.of("France"), aliases);
    }

    private static PlayerEntry addition(long revision, Reporter reporter, String alias, String team) {
        return player(revision, reporter, "Kylian Mbappé", true, List.of(team), alias);
    }

    private static PlayerEntry player(
            long revision, Reporter reporter, String name, boolean adds, List<String> teams, String... aliases) {
        Instant receivedAt = Instant.EPOCH.plusSeconds(revision);
        return new PlayerEntry(
                "mbappe", revision, name, null, null, List.of(aliases), teams, adds, receivedAt, reporter);
    }

    private static PlayerEntry inForce(List<? extends DirectoryEntry> entries) {
        EntryHistory history = new EntryHistory();
        entries.forEach(entry -> history.add(entry.revision(), entry));
        return (PlayerEntry) history.inForce();
    }

    @Test
    void lastEntryReplacesAllFields() {
        PlayerEntry inForce = inForce(List.of(entry(1, CLUB, "Mbappé", "KM"), entry(2, CLUB, "Kylian Mbappé")));
        assertEquals("Kylian Mbappé", inForce.name());
        assertEquals(List.of(), inForce.aliases());
    }

    @Test
    void foreignEntryDoesNotCountAndAnOperatorsDoes() {
        PlayerEntry own = entry(1, CLUB, "Kylian Mbappé");
        assertEquals(
                "Kylian Mbappé",
                inForce(List.of(entry(2, STRANGER, "Nobody"), own)).name());
        assertEquals(
                "K. Mbappé",
                inForce(List.of(entry(3, OPERATOR, "K. Mbappé"), own)).name());
    }

    @Test
    void additionsJoinTheEntryInForce() {
        PlayerEntry inForce = inForce(List.of(
                addition(3, OPERATOR, "Mbappé", "France"),
                entry(1, CLUB, "Kylian Mbappé", "KM7"),
                addition(2, OPERATOR, "K. Mbappé", "PSG")));
        assertEquals(List.of("KM7", "K. Mbappé", "Mbappé"), inForce.aliases());
        assertEquals(List.of("France", "PSG"), inForce.teams());
    }

    @Test
    void laterEntryReplacesAdditions() {
        PlayerEntry inForce =
                inForce(List.of(addition(2, OPERATOR, "Wrong", "France"), entry(3, OPERATOR, "Kylian Mbappé", "KM7")));
        assertEquals(List.of("KM7"), inForce.aliases());
    }

    @Test
    void additionWithoutAnEntryIsOne() {
        PlayerEntry inForce =
                inForce(List.of(addition(2, OPERATOR, "K. Mbappé", "PSG"), addition(1, OPERATOR, "Mbappé", "France")));
        assertEquals("Kylian Mbappé", inForce.name());
        assertEquals(List.of("Mbappé", "K. Mbappé"), inForce.aliases());
        assertEquals(List.of("France", "PSG"), inForce.teams());
    }

    @Test
    void orderOfArrivalDoesNotMatter() {
        List<PlayerEntry> all = new ArrayList<>(List.of(
                entry(1, CLUB, "Mbappé"),
                entry(2, STRANGER, "Nobody"),
                addition(3, OPERATOR, "KM", "France"),
                entry(4, CLUB, "Kylian Mbappé", "KM7"),
                addition(5, CLUB, "Mbappé", "France"),
                addition(5, OPERATOR, "K. Mbappé", "PSG"),
                addition(6, STRANGER, "Stranger", "Lille")));
        PlayerEntry expected = inForce(all);
        for (int seed = 0; seed < 100; seed++) {
            Collections.shuffle(all, new Random(seed));
            assertEquals(expected, inForce(all), "seed " + seed);
        }
        assertEquals(List.of("KM7", "K. Mbappé", "Mbappé"), expected.aliases());
    }
}
