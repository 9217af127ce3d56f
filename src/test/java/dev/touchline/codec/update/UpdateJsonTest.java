package dev.touchline.codec.update;

import static dev.touchline.Football.CATALOGUE;
import static dev.touchline.Football.FINAL;
import static dev.touchline.Football.KICK_OFF;
import static dev.touchline.Football.MATCH;
import static dev.touchline.Football.incident;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.touchline.Football.Incident;
import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.update.UpdateJson.EncodedUpdate;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import dev.touchline.event.Event;
import dev.touchline.json.Json;
import dev.touchline.json.MalformedException;
import dev.touchline.match.MatchState;
import dev.touchline.match.Update;
import dev.touchline.match.tally.MatchTally;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateJsonTest {

    private final MatchState match = new MatchState(MATCH, FINAL, null, new MatchTally(), 57);

    private Update apply(Incident incident) {
        return match.apply(incident.event(), null, CATALOGUE, KICK_OFF.plusSeconds(1_400));
    }

    private static JsonNode json(EncodedUpdate update) {
        return Json.parse(update.json().getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void allFieldsAreWritten() {
        JsonNode update = json(UpdateJson.write(apply(incident("goal", "c7-00123")
                .home()
                .by("Lionel Messi")
                .at("23")
                .after(1_390)
                .details(Map.of("penalty", true)))));
        assertThat(
                names(update),
                hasItems("match", "seq", "kind", "event", "score", "clock", "phase", "title", "text", "notify", "at"));
        assertEquals(Json.parse("""
                        {"match":"fra-arg","seq":58,"competition":"world-cup-2022","home":"Argentina","away":"France",
                         "stage":"Final","round":null,"group":null,"kickOff":"2022-12-18T15:00:00Z","venue":"Lusail",
                         "kind":"event",
                         "event":{"id":"c7-00123","source":"camera-7","type":"football.goal","match":"fra-arg",
                                  "occurredAt":"2022-12-18T15:23:10Z","period":null,"minute":23,"stoppage":0,
                                  "team":"home","player":"Lionel Messi","assist":null,"status":"confirmed",
                                  "revision":1,"details":{"penalty":true}},
                         "score":{"home":1,"away":0},"shootout":null,
                         "clock":{"period":"first-half","minute":23,"stoppage":0},"phase":"live","winner":null,
                         "result":null,"periods":[{"period":"first-half","home":1,"away":0}],"stale":false,
                         "title":"GOAL","text":"23' Lionel Messi (pen) · Argentina 1–0 France","notify":true,
                         "at":"2022-12-18T15:23:20Z"}""".getBytes(StandardCharsets.UTF_8)), update);
    }

    @Test
    void announcementHasNoEvent() {
        JsonNode update =
                json(UpdateJson.write(new MatchState(MATCH, null, null, new MatchTally(), 0).apply(FINAL, KICK_OFF)));
        assertTrue(update.get("event").isNull());
        assertEquals("match", update.get("kind").textValue());
        assertEquals("scheduled", update.get("phase").textValue());
        assertEquals("Argentina", update.get("home").textValue());
        assertEquals(
                "{\"period\":null,\"minute\":null,\"stoppage\":null}",
                update.get("clock").toString());
    }

    @Test
    void winnerAndShootoutAreWritten() {
        apply(incident("shootout-goal", "1").home());
        JsonNode update = json(UpdateJson.write(apply(incident("full-time"))));
        assertEquals("{\"home\":1,\"away\":0}", update.get("shootout").toString());
        assertEquals("{\"home\":0,\"away\":0}", update.get("score").toString());
        assertEquals("home", update.get("winner").textValue());
        assertEquals("finished", update.get("phase").textValue());
        assertEquals("phase", update.get("kind").textValue());
    }

    @Test
    void eventWithoutATimeIsShownWithTheTimeOfReceipt() {
        Event event = incident("goal", "1").home().event();
        assertEquals(
                "2022-12-18T15:00:00Z",
                UpdateJson.eventView(event).get("occurredAt").textValue());
    }

    @Test
    void updateFromTheLogTextIsEqual() {
        Event timed = incident("goal", "1").home().after(1_390).event();
        Event untimed = incident("goal", "2").home().event();
        for (Event event : List.of(timed, untimed)) {
            Update update = match.apply(event, null, CATALOGUE, KICK_OFF.plusSeconds(1_400));
            assertEquals(UpdateJson.write(update), UpdateJson.write(update, LogEntryJson.write(event)));
        }
        Update announced = new MatchState(MATCH, null, null, new MatchTally(), 0).apply(FINAL, KICK_OFF);
        assertEquals(UpdateJson.write(announced), UpdateJson.write(announced, LogEntryJson.write(FINAL)));
    }

    @Test
    void updateIsWrittenOnOneLineForAnyDetails() {
        EncodedUpdate update =
                UpdateJson.write(apply(incident("goal", "1").home().details(Map.of("text", "two\r\nlines\u2028"))));
        assertThat(update.json(), not(containsString("\n")));
        assertThat(update.json(), not(containsString("\r")));
        assertEquals(MATCH, update.match());
        assertEquals(58, update.seq());
    }

    @Test
    void batchIsSplitIntoItsUpdates() {
        List<PositionedUpdate> updates = List.of(
                new PositionedUpdate(7_000_000_000L, UpdateJson.write(apply(incident("kick-off")))),
                new PositionedUpdate(
                        7_000_000_001L,
                        UpdateJson.write(apply(incident("goal", "1")
                                .home()
                                .by("Ángel Di María")
                                .details(Map.of("xG", new java.math.BigDecimal("0.25")))))));
        assertEquals(
                updates,
                UpdateJson.readBatch(
                        UpdateJson.writeBatches(updates, Integer.MAX_VALUE).get(0)));
        assertEquals(List.of(), UpdateJson.writeBatches(List.of(), Integer.MAX_VALUE));
    }

    @Test
    void batchesAreSplitByLengthAndKeepTheOrder() {
        List<PositionedUpdate> updates = LongStream.rangeClosed(1, 10)
                .mapToObj(position -> new PositionedUpdate(position, UpdateJson.write(apply(incident("kick-off")))))
                .toList();
        int length = UpdateJson.writeBatches(updates, 0).get(0).length;
        assertEquals(10, UpdateJson.writeBatches(updates, 0).size(), "a single update may be longer");
        List<byte[]> bodies = UpdateJson.writeBatches(updates, 3 * length);
        assertEquals(4, bodies.size());
        assertEquals(
                updates,
                bodies.stream()
                        .flatMap(body -> UpdateJson.readBatch(body).stream())
                        .toList());
    }

    @Test
    void teamsAndCompetitionAreReadBack() {
        EncodedUpdate update = UpdateJson.write(apply(incident("kick-off")));
        assertEquals("world-cup-2022", update.competition());
        assertEquals("Argentina", update.home());
        assertEquals("France", update.away());
        assertEquals(update, UpdateJson.read(update.json()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "7",
                "[7]",
                "[null]",
                "[{}]",
                "[{\"match\":\"m\",\"seq\":1}]",
                "[{\"position\":1}]",
                "[{\"position\":1,\"update\":{\"match\":\"m\"}}]",
                "[{\"position\":1,\"update\":{\"match\":7,\"seq\":1}}]",
                "[{\"position\":1,\"update\":{\"match\":\"m\",\"seq\":\"1\"}}]",
                "[{\"position\":1,\"update\":{\"match\":\"m\",\"seq\":1.5}}]",
                "[{\"position\":\"1\",\"update\":{\"match\":\"m\",\"seq\":1}}]",
                "[{\"update\":{\"match\":\"m\",\"seq\":1}}]",
                "["
            })
    void invalidBatchIsMalformed(String body) {
        assertThrows(MalformedException.class, () -> UpdateJson.readBatch(body.getBytes(StandardCharsets.UTF_8)));
    }
}
