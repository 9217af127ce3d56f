package dev.touchline.json;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBoundsTest {

    private static final JsonBounds BOUNDS = new JsonBounds(3);

    private static long check(String json) {
        return BOUNDS.check(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1,2,3]",
                "[]",
                "[[1,2,3,4],{\"a\":[1,2,3,4]},\"],[,\"]",
                "{\"a\":1,\"b\":2,\"c\":3,\"d\":4}",
                "\"[,,,,,,]\\\",[,,,,]\"",
                "\uFEFF[1,2,3]",
                "",
                "]]],"
            })
    void documentWithinTheBoundsPasses(String json) {
        check(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1,2,3,4]",
                "[{},{},{},{}]",
                "[[],[],[],[],[]",
                "  [\"a\\\"\",\"\\\\\",\"]\",4]",
                "[1,2,3,4 and so on, which is not JSON"
            })
    void itemBeyondTheNumberIsRefused(String json) {
        assertThrows(TooManyEventsException.class, () -> check(json));
    }

    @Test
    void unknownFieldsOfItemsAreWeighed() {
        long few = check("[{" + "\"a\":1,".repeat(31) + "\"a\":1}]");
        long many = check("[{" + "\"a\":1,".repeat(10_031) + "\"a\":1}]");
        long list = check("[[" + "1,".repeat(10_000) + "1]]");
        assertTrue(few < 2_000, () -> few + " bytes");
        assertTrue(list > 600_000, () -> list + " bytes");
        assertTrue(many > 2_000_000, () -> many + " bytes");
    }

    /** Their bytes would be mistaken for others; JSON between systems is UTF-8 (RFC 8259, section 8.1). */
    @Test
    void otherEncodingsAreRefused() {
        for (String charset : List.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
            byte[] json = "[1,2]".getBytes(java.nio.charset.Charset.forName(charset));
            assertThrows(MalformedException.class, () -> BOUNDS.check(json), charset);
        }
    }

    /** The bound holds for what takes most memory per byte. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "[11]",
                "{\"a\":1}",
                "{\"a\":{}}",
                "[[]]",
                "1e9",
                "123456789012345678901234",
                "\"a\"",
                "\"\u20ac\"",
                "[[[[[[[[[]]]]]]]]]",
                "{\"a\":1,\"b\":\"c\",\"d\":[],\"e\":{}}"
            })
    void estimateCoversTheMemoryOfAnItem(String value) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            values.add(value);
        }
        byte[] json = ("{\"details\":{\"list\":[" + String.join(",", values) + "]}}").getBytes(StandardCharsets.UTF_8);
        JsonBounds bounds = new JsonBounds(1);
        Json.map(Json.parse(json));
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        JsonNode tree = Json.parse(json);
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        Object built = Json.map(tree);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertTrue(built != null && bounds.check(json) > allocated, () -> bounds.check(json) + " < " + allocated);
    }
}
