package dev.touchline.codec.catalogue;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.touchline.Football;
import dev.touchline.Sports;
import dev.touchline.json.Json;
import dev.touchline.sport.Sport;
import dev.touchline.sport.SportCatalogue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueJsonTest {

    private static final String TAG = """
            {"sport":"tag","label":"Tag","kinds":{"tagged":{"label":"Tagged","symbol":"x","own":["tags"]}}}""";

    private static Sport read(JsonNode node) {
        String file = node.path("sport").asText() + ".json";
        return CatalogueReader.read(file, Json.write(node).getBytes(StandardCharsets.UTF_8));
    }

    private static String fingerprint(Sport... sports) {
        return CatalogueJson.fingerprint(new SportCatalogue(List.of(sports)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"basketball", "football", "handball", "ice-hockey"})
    void everySportIsReadBackAsWritten(String name) {
        Sport sport = Sports.sport(name);
        Sport read = read(CatalogueJson.write(sport));
        assertEquals(sport, read);
        assertEquals(
                List.copyOf(sport.kinds().keySet()), List.copyOf(read.kinds().keySet()));
        assertEquals(fingerprint(sport), fingerprint(read));
    }

    @Test
    void defaultsAreOmittedFromAKind() {
        Sport tag = CatalogueReader.read("tag.json", TAG.getBytes(StandardCharsets.UTF_8));
        JsonNode written = CatalogueJson.write(tag);
        assertEquals(
                Json.parse("{\"label\":\"Tagged\",\"symbol\":\"x\",\"own\":{\"tags\":1}}"
                        .getBytes(StandardCharsets.UTF_8)),
                written.path("kinds").path("tagged"));
        assertEquals("goals", written.path("scorers").path("figure").asText());
        assertEquals(3, written.path("standings").path("win").asInt());
        assertFalse(written.path("standings").has("overtimeWin"));
        assertEquals(tag, read(written));
    }

    @Test
    void fingerprintIsIndependentOfTheMachine() {
        Sport tag = CatalogueReader.read("tag.json", TAG.getBytes(StandardCharsets.UTF_8));
        assertEquals("7346bc07f41d1c09", fingerprint(tag));
    }

    @Test
    void fingerprintIsIndependentOfTheLoadingOrder() {
        Sport football = Football.SPORT;
        Sport handball = Sports.sport("handball");
        assertEquals(fingerprint(football, handball), fingerprint(handball, football));
        assertNotEquals(fingerprint(football), fingerprint(football, handball));
        assertTrue(fingerprint(football).matches("[0-9a-f]{16}"));
    }

    /** Changes each value of the file in turn: every change that the reader accepts must change the fingerprint. */
    @ParameterizedTest
    @ValueSource(strings = {"basketball", "football", "handball", "ice-hockey"})
    void fingerprintChangesWithAnyChange(String name) {
        Sport sport = Sports.sport(name);
        Set<String> seen = new HashSet<>(Set.of(fingerprint(sport)));
        List<JsonNode> changes = changes(CatalogueJson.write(sport));
        int accepted = 0;
        for (JsonNode changed : changes) {
            Sport other;
            try {
                other = read(changed);
            } catch (CatalogueReader.CatalogueException e) {
                continue;
            }
            accepted++;
            assertNotEquals(sport, other);
            assertTrue(seen.add(fingerprint(other)), () -> "nothing changed with " + changed);
        }
        assertThat(accepted, greaterThan(200));
        assertThat(accepted, greaterThan(changes.size() / 2));
    }

    /** The document with one value changed or removed, for each of its values. */
    private static List<JsonNode> changes(JsonNode document) {
        List<JsonNode> changes = new ArrayList<>();
        if (document instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                for (JsonNode changed : changes(field.getValue())) {
                    changes.add(object.deepCopy().set(field.getKey(), changed));
                }
            }
        } else if (document instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                for (JsonNode changed : changes(array.get(i))) {
                    ArrayNode copy = array.deepCopy();
                    copy.set(i, changed);
                    changes.add(copy);
                }
                ArrayNode shorter = array.deepCopy();
                shorter.remove(i);
                changes.add(shorter);
            }
        } else if (document.isTextual()) {
            changes.add(new TextNode(document.textValue() + "x"));
        } else if (document.isInt()) {
            changes.add(new IntNode(document.intValue() + 1));
        } else if (document.isBoolean()) {
            changes.add(BooleanNode.valueOf(!document.booleanValue()));
        }
        return changes;
    }
}
