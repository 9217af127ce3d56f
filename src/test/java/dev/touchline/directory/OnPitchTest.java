package dev.touchline.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.Sports;
import dev.touchline.event.Event;
import dev.touchline.event.EventType;
import dev.touchline.event.IncidentId;
import dev.touchline.event.LineUp;
import dev.touchline.event.MatchClock;
import dev.touchline.event.PlayerEntry;
import dev.touchline.event.Reporter;
import dev.touchline.event.ShirtNumber;
import dev.touchline.event.Side;
import dev.touchline.event.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The players on the pitch. */
class OnPitchTest {

    private static final LineUp.Team FRANCE = new LineUp.Team(
            "4-3-3",
            "Didier Deschamps",
            List.of(
                    player(1, "Hugo Lloris", null, true),
                    player(10, "Kylian Mbappé", "mbappe", true),
                    player(9, "Olivier Giroud", null, true),
                    player(22, "Theo Hernández", null, true),
                    player(21, "Lucas Hernández", null, false),
                    player(26, "Marcus Thuram", null, false)));
    private static final Directory DIRECTORY = new Directory(
            List.of(),
            List.of(new PlayerEntry(
                    "mbappe",
                    1,
                    "Kylian Mbappé",
                    null,
                    null,
                    List.of("Donatello"),
                    List.of(),
                    false,
                    Instant.EPOCH,
                    Reporter.NONE)));
    private static final TeamSheet SHEET = new TeamSheet(FRANCE, "France", "football", DIRECTORY);

    private static LineUp.Player player(int number, String name, String id, boolean starting) {
        return new LineUp.Player(number, name, id, null, starting);
    }

    private static Event event(String kind, Side side, String player, Object in, Status status) {
        return new Event(
                new IncidentId("test", kind + player),
                1,
                new EventType("football", kind),
                "final",
                null,
                MatchClock.UNKNOWN,
                side,
                player,
                null,
                status,
                in == null ? Map.of() : Map.of("in", in),
                Instant.EPOCH,
                Reporter.NONE);
    }

    private static Event event(String kind, String player, Object in) {
        return event(kind, Side.AWAY, player, in, Status.CONFIRMED);
    }

    private static Set<Integer> numbers(Event... events) {
        return OnPitch.after(List.of(events), SHEET, Side.AWAY, Sports.sport("football")).stream()
                .map(LineUp.Player::number)
                .collect(Collectors.toSet());
    }

    @Test
    void startingPlayersAreOnThePitch() {
        assertEquals(Set.of(1, 10, 9, 22), numbers());
    }

    @Test
    void substitutionReplacesAPlayer() {
        assertEquals(Set.of(1, 10, 26, 22), numbers(event("substitution", "Olivier Giroud", "Marcus Thuram")));
        assertEquals(Set.of(1, 10, 26, 22), numbers(event("substitution", "Giroud", "Thuram")));
        assertEquals(Set.of(1, 10, 26, 22), numbers(event("substitution", "No. 9", Map.of("number", 26))));
    }

    @Test
    void playerWhoWasSentOffLeavesForGood() {
        assertEquals(
                Set.of(1, 9, 22),
                numbers(event("red-card", "Mbappé", null), event("substitution", null, Map.of("id", "mbappe"))));
        assertEquals(Set.of(1, 9, 22), numbers(event("second-yellow-card", "Donatello", null)));
    }

    @Test
    void otherTeamCancelledAndUnknownChangeNothing() {
        assertEquals(
                Set.of(1, 10, 9, 22),
                numbers(
                        event("red-card", Side.HOME, "Mbappé", null, Status.CONFIRMED),
                        event("red-card", Side.AWAY, "Mbappé", null, Status.CANCELLED),
                        event("red-card", "Zidane", null),
                        event("goal", "Mbappé", null)));
    }

    @Test
    void lastNameOfTwoPlayersIsNeither() {
        assertEquals(Set.of(1, 10, 9, 22), numbers(event("red-card", "Hernández", null)));
        assertEquals(Set.of(1, 10, 9), numbers(event("red-card", "T. Hernández", null)));
    }

    @Test
    void numberIsThatOfTheLineUpAndAnUnknownOneStays() {
        assertEquals("Kylian Mbappé", SHEET.named("No. 10").name());
        assertEquals("mbappe", SHEET.named("No. 10").id());
        assertEquals("Olivier Giroud", SHEET.named("No. 9").name());
        assertEquals("No. 99", SHEET.named("No. 99").name());
        assertEquals(
                "No. 10",
                new TeamSheet(null, "France", "football", DIRECTORY)
                        .named("No. 10")
                        .name());
    }

    @Test
    void onlyTextsOfNumbersAreNumbers() {
        assertEquals(10, ShirtNumber.parse(ShirtNumber.text(10)));
        assertEquals(
                List.of(),
                Stream.of("No. 010", "No. 1000", "No.10", "No. ", "Number 10", "No. 1 ", "No. -1")
                        .map(ShirtNumber::parse)
                        .filter(number -> number != null)
                        .toList());
    }
}
