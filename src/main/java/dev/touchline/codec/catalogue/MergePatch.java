package dev.touchline.codec.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.json.Json;
import java.util.Map;

/** JSON merge patches (RFC 7396): the fields that change, with null for those that go. */
final class MergePatch {

    private MergePatch() {}

    /** A copy of the object, changed by the patch. */
    static ObjectNode apply(ObjectNode object, ObjectNode patch) {
        ObjectNode patched = object.deepCopy();
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            if (field.getValue().isNull()) {
                patched.remove(field.getKey());
            } else if (field.getValue() instanceof ObjectNode nested) {
                patched.set(field.getKey(), apply(objectOrEmpty(patched.get(field.getKey())), nested));
            } else {
                patched.set(field.getKey(), field.getValue());
            }
        }
        return patched;
    }

    /** The patch that makes the second object of the first; neither has null as a value. */
    static ObjectNode between(ObjectNode from, ObjectNode to) {
        ObjectNode patch = Json.MAPPER.createObjectNode();
        for (Map.Entry<String, JsonNode> field : to.properties()) {
            JsonNode before = from.get(field.getKey());
            if (!field.getValue().equals(before)) {
                patch.set(
                        field.getKey(),
                        field.getValue() instanceof ObjectNode object
                                ? between(objectOrEmpty(before), object)
                                : field.getValue());
            }
        }
        from.fieldNames().forEachRemaining(name -> {
            if (!to.has(name)) {
                patch.putNull(name);
            }
        });
        return patch;
    }

    private static ObjectNode objectOrEmpty(JsonNode node) {
        return node instanceof ObjectNode object ? object : Json.MAPPER.createObjectNode();
    }
}
