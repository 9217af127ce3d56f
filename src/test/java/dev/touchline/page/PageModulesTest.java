package dev.touchline.page;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.testing.NodeScript;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page's modules that need no browser. */
class PageModulesTest {

    @Test
    void modulesPassTheirTestsInNode() {
        List<String> output = NodeScript.lines("page.js", "eventsource", "");
        assertTrue(output.stream().anyMatch(line -> line.matches(".*\\bpass [1-9]\\d*")), () -> output.toString());
    }
}
