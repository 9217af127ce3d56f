package dev.touchline.http.query;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IfNoneMatchTest {

    private static final String TAG = "\"5-ab\"";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"5-ab\"",
                "W/\"5-ab\"",
                "\"4\", \"5-ab\"",
                "\"a,b\",W/\"5-ab\" , \"6\"",
                " \"5-ab\" ",
                ", \"5-ab\"",
                "*"
            })
    void currentTagIsFound(String header) {
        assertTrue(IfNoneMatch.hasCurrent(header, TAG));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5-ab",
                "\"5-ab",
                "\"5-abc\"",
                "\"x5-ab\"",
                "w/\"5-ab\"",
                "\"\\\"5-ab\\\"\"",
                "\"4\" \"",
                "W/"
            })
    void otherTagsAreNot(String header) {
        assertFalse(IfNoneMatch.hasCurrent(header, TAG));
    }

    @Test
    void absentHeaderHasNoTag() {
        assertFalse(IfNoneMatch.hasCurrent(null, TAG));
    }
}
