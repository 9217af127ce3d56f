package dev.touchline.statistics.storage;

import static dev.touchline.Football.KICK_OFF;
import static dev.touchline.Football.MATCH;
import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.Football;
import dev.touchline.Football.Incident;
import dev.touchline.codec.LogEntryJson;
import dev.touchline.event.Announcement;
import dev.touchline.event.Event;
import dev.touchline.event.MatchReport;
import dev.touchline.event.Reporter;
import dev.touchline.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports that are stored in several batches: receipts, and headlines of several incidents. */
class BatchFoldTest {

    private static final Incident CAUTION =
            incident("yellow-card", "yellow").home().by("Otto").at("70");
    private static final Incident SECOND = CAUTION.kind("second-yellow-card");
    private static final Incident RED = CAUTION.kind("red-card");

    private ModelDatabase database = new ModelDatabase(Football.CATALOGUE);

    /** Stores a batch; returns its last update. */
    private JsonNode store(MatchReport... reports) {
        List<JsonNode> updates = database.begin(List.of(reports)).commit(false).stream()
                .map(update -> Json.parse(update.update().json()))
                .toList();
        return updates.isEmpty() ? null : updates.get(updates.size() - 1);
    }

    /** Stores reports one by one in every of some orders, and checks that the phase is the same. */
    private void assertPhase(String phase, MatchReport... reports) {
        List<MatchReport> shuffled = new ArrayList<>(List.of(reports));
        for (int seed = 0; seed < 20; seed++) {
            database = new ModelDatabase(Football.CATALOGUE);
            JsonNode last = null;
            for (MatchReport report : shuffled) {
                JsonNode update = store(report);
                last = update == null ? last : update;
            }
            assertEquals(phase, last.path("phase").textValue(), shuffled::toString);
            database.checkAgainst(Fold.of(shuffled, Football.CATALOGUE));
            Collections.shuffle(shuffled, new Random(seed));
        }
    }

    private static Event received(int second, Incident incident) {
        return LogEntryJson.event(
                LogEntryJson.write(incident.event()), KICK_OFF.plusSeconds(second), Football.CATALOGUE);
    }

    private static Announcement announced(int second, Instant kickOff) {
        Instant at = KICK_OFF.plusSeconds(second);
        return new Announcement(
                MATCH,
                ChronoUnit.MICROS.between(Instant.EPOCH, at),
                "football",
                null,
                null,
                "Final",
                null,
                "Argentina",
                "France",
                kickOff,
                null,
                null,
                at,
                Reporter.NONE);
    }

    @Test
    void confirmationOfAPostponementDoesNotPostponeAgain() {
        Incident postponed = incident("postponed");
        Announcement before = announced(1, KICK_OFF);
        Announcement again = announced(3, KICK_OFF.plusSeconds(86_400));
        assertPhase(
                "scheduled",
                before,
                received(2, postponed.provisional()),
                again,
                received(4, postponed.revision(2)),
                received(5, postponed.revision(3).details(Map.of("reason", "storm"))));
        assertPhase("postponed", before, received(2, postponed), again, received(4, incident("postponed", "again")));
        assertPhase(
                "postponed",
                before,
                received(2, postponed.kind("suspended")),
                again,
                received(4, postponed.revision(2)));
        assertPhase(
                "scheduled",
                before,
                received(2, postponed),
                again,
                received(4, postponed.kind("suspended").revision(2)),
                received(5, postponed.revision(3)));
    }

    @Test
    void confirmationOfASuspensionDoesNotInterruptTheResumedMatch() {
        Incident suspended = incident("suspended");
        assertPhase(
                "live",
                received(1, incident("kick-off")),
                received(2, suspended.provisional()),
                received(3, incident("resumed")),
                received(4, suspended.revision(2)));
    }

    @Test
    void confirmationOfAnOlderAwardDoesNotReplaceTheAppeal() {
        Incident ruling = incident("awarded", "ruling").details(Map.of("home", 0, "away", 3));
        Incident appeal = incident("awarded", "appeal").details(Map.of("home", 1, "away", 1));
        store(received(1, ruling.provisional()));
        store(received(2, appeal));
        JsonNode result = store(received(3, ruling.revision(2))).path("result");
        assertEquals(1, result.path("home").intValue());
        assertEquals(1, result.path("away").intValue());
    }

    @Test
    void earlierReceiptThatArrivesLateIsAChange() {
        Incident postponed = incident("postponed");
        store(announced(1, KICK_OFF));
        store(received(4, postponed.revision(2)));
        JsonNode again = store(announced(3, KICK_OFF.plusSeconds(86_400)));
        assertEquals("postponed", again.path("phase").textValue());
        JsonNode earlier = store(received(2, postponed));
        assertEquals("scheduled", earlier.path("phase").textValue());
        assertEquals("match", earlier.path("kind").textValue());
        assertEquals(again.path("seq").intValue() + 1, earlier.path("seq").intValue());
    }

    @Test
    void lateRevisionThatChangesNothingIsNoChange() {
        Incident suspended = incident("suspended");
        store(received(1, incident("kick-off")));
        JsonNode before = store(received(4, suspended.revision(2)));
        assertNull(store(received(2, suspended)), "an earlier receipt changes neither phase nor result");
        JsonNode after = store(received(5, incident("resumed")));
        assertEquals("live", after.path("phase").textValue());
        assertEquals(before.path("seq").intValue() + 1, after.path("seq").intValue());
    }

    /** A card of the sending-off, with an id of its own. */
    private static Event card(Incident card) {
        String kind = card.event().type().kind();
        return incident(kind, kind)
                .home()
                .by("Otto")
                .at("70")
                .revision(card.event().revision())
                .event();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void sendingOffOfSeveralCardsIsOneHeadline(boolean secondYellowFirst, boolean oneBatch) {
        Event first = secondYellowFirst ? card(SECOND) : card(RED);
        Event other = secondYellowFirst ? card(RED) : card(SECOND);
        store(card(CAUTION));
        if (oneBatch) {
            assertEquals(List.of(true, false), notified(first, other));
        } else {
            assertEquals(List.of(true), notified(first));
            assertEquals(List.of(false), notified(other));
        }
    }

    @Test
    void sendingOffIsTakenBackOnce() {
        store(card(SECOND), card(RED));
        assertEquals(List.of(false), notified(cancelled(SECOND)));
        assertEquals(List.of(true), notified(cancelled(RED)));
        assertEquals(List.of(true), notified(card(RED.revision(3))), "a direct sending-off");
    }

    @Test
    void cardsOfAnotherMinuteOrPlayerAreHeadlinesOfTheirOwn() {
        store(card(SECOND));
        assertEquals(
                List.of(true, true),
                notified(
                        incident("red-card", "1").home().by("Otto").at("71").event(),
                        incident("red-card", "2").home().by("Emil").at("70").event()));
    }

    private static Event cancelled(Incident card) {
        return new Incident(card(card.revision(2))).cancelled().event();
    }

    private List<Boolean> notified(MatchReport... reports) {
        return database.begin(List.of(reports)).commit(false).stream()
                .map(update -> Json.parse(update.update().json()).path("notify").booleanValue())
                .toList();
    }

    @Test
    void updateHasTheFieldsOfTheAnnouncement() {
        JsonNode update = store(announced(1, KICK_OFF));
        assertEquals("Final", update.path("round").textValue());
        assertEquals(KICK_OFF.toString(), update.path("kickOff").textValue());
        assertTrue(update.has("stage") && update.has("group") && update.has("venue"));
    }
}
