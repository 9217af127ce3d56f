package dev.touchline.simulation.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.json.Violation;
import dev.touchline.testing.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Event templates with generated fields. */
class EventTemplateTest {

    private static final long SEED = 42;
    private static final List<Club> CLUBS = Club.league(SeededRandom.of(SEED, 0));

    private static List<Violation> wrong(String json) {
        List<Violation> violations = new ArrayList<>();
        EventTemplate.read((ObjectNode) Api.json(json), "template", violations);
        return violations;
    }

    private static ObjectNode event(String json, long n) {
        List<Violation> violations = new ArrayList<>();
        EventTemplate template = EventTemplate.read((ObjectNode) Api.json(json), "template", violations);
        assertEquals(List.of(), violations);
        return template.event(EventTemplate.values("rain", CLUBS, SEED, n));
    }

    @Test
    void textWithOnlyAGeneratedNumberBecomesANumber() {
        ObjectNode event = event("{\"minute\":\"{{minute}}\",\"id\":\"{{ n }}\",\"text\":\"in {{minute}}\"}", 3);
        assertTrue(event.path("minute").isInt(), event::toString);
        assertEquals(3, event.path("id").asInt());
        assertEquals("in " + event.path("minute").asInt(), event.path("text").textValue());
    }

    @Test
    void generatedFieldHasOneValuePerEvent() {
        ObjectNode event = event("{\"a\":\"{{uuid}}\",\"b\":[{\"c\":\"<{{uuid}}>\"}],\"d\":7,\"e\":null}", 1);
        assertEquals("<" + event.path("a").textValue() + ">", event.at("/b/0/c").textValue());
        assertEquals(4, UUID.fromString(event.path("a").textValue()).version());
        assertEquals(7, event.path("d").asInt());
        assertTrue(event.has("e"));
    }

    @Test
    void sameSeedGeneratesTheSameDistinctEvents() {
        String template = "{\"id\":\"{{uuid}}\",\"player\":\"{{player}} ({{assist}})\",\"team\":\"{{team}}\"}";
        assertEquals(event(template, 1), event(template, 1));
        assertNotEquals(event(template, 1), event(template, 2));
    }

    @Test
    void playerAndAssistAreDifferentPlayersOfTheTeam() {
        for (int n = 1; n <= 50; n++) {
            ObjectNode event = event("{\"team\":\"{{team}}\",\"player\":\"{{player}}\",\"assist\":\"{{assist}}\"}", n);
            List<String> players = CLUBS.get(event.path("team").textValue().equals("home") ? 0 : 1)
                    .players();
            assertTrue(players.contains(event.path("player").textValue()), event::toString);
            assertTrue(players.contains(event.path("assist").textValue()), event::toString);
            assertNotEquals(event.path("player"), event.path("assist"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "{{plaier}}, 1",
        "ab{{player}}{{}}, 13",
        "ab{{player, 3",
        "{{n}} }} {{n}}, 7",
        "{{n}}}}, 6",
        "a}}, 2",
        "{{ {{n}} }}, 1"
    })
    void errorNamesFieldAndPosition(String text, int character) {
        List<Violation> violations = wrong("{\"details\":{\"notes\":[\"fine\",\"" + text + "\"]}}");
        assertEquals("template.details.notes[1]", violations.get(0).field());
        assertTrue(violations.get(0).detail().contains("at character " + character + " "), violations.get(0)::detail);
    }

    @Test
    void everyErrorIsReported() {
        assertEquals(
                3,
                wrong("{\"id\":\"{{uid}}\",\"team\":\"{{Team}}\",\"player\":\"{{\"}")
                        .size());
        assertEquals(1, wrong("{\"{{n}}\":1}").size());
    }

    @Test
    void literalFieldIsUnchanged() {
        String plain = "{\"id\":\"a{b}c\",\"x\":{\"y\":[1,2.50,true,\"\",null]}}";
        assertEquals(Api.json(plain), event(plain, 1));
    }
}
