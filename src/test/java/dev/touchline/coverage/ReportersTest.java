package dev.touchline.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReportersTest {

    private static final String HEARD = heard("scout-2", "official", "scout-1");

    private static String heard(String... sources) {
        return Stream.of(sources)
                .map(source -> "{\"source\":\"%s\",\"last\":\"2031-05-01T16:00:00.5+02:00\"}".formatted(source))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String handover(String from, String to, int minute) {
        return "{\"from\":\"%s\",\"to\":\"%s\",\"period\":null,\"minute\":60,\"stoppage\":0,\"since\":\"2031-05-01T15:%d:00Z\"}"
                .formatted(from, to, minute);
    }

    private static String leader(String id, int minute, String source) {
        return "{\"id\":\"%s\",\"at\":\"2031-05-01T15:%d:00+00:00\",\"content\":{\"action\":\"leader\",\"leader\":\"%s\",\"reason\":\"r\"}}"
                .formatted(id, minute, source);
    }

    private static String takeBack(String id, int minute, String decision) {
        return "{\"id\":\"%s\",\"at\":\"2031-05-01T15:%d:00+00:00\",\"content\":{\"action\":\"take-back\",\"takesBack\":\"%s\",\"reason\":\"r\"}}"
                .formatted(id, minute, decision);
    }

    private static Reporters read(String heard, List<String> handovers, List<String> decisions) {
        return Reporters.read(
                "m",
                "{\"declared\":[\"official\",\"scout-*\"],\"heard\":%s,\"handovers\":%s,\"decisions\":%s}"
                        .formatted(
                                heard,
                                handovers.isEmpty() ? "null" : "[" + String.join(",", handovers) + "]",
                                decisions.isEmpty() ? "null" : "[" + String.join(",", decisions) + "]"));
    }

    @Test
    void matchWithoutADeclarationHasNone() {
        assertNull(Reporters.read("m", null));
    }

    @Test
    void highestReporterThatWasHeardLeads() {
        Reporters reporters = read(HEARD, List.of(), List.of());
        assertEquals("official", reporters.leader());
        assertEquals(
                List.of("official", "scout-1", "scout-2"),
                reporters.heard().stream().map(Heard::source).toList());
        assertEquals(
                Instant.parse("2031-05-01T14:00:00.500Z"),
                reporters.heard().get(0).lastHeard());
        assertEquals(
                "scout-1",
                read(heard("scout-2", "scout-1"), List.of(), List.of()).leader());
        assertNull(read("null", List.of(), List.of()).leader());
    }

    @Test
    void handoversMoveTheLeadInTheirOrder() {
        List<String> handovers = List.of(handover("scout-1", "official", 40), handover("official", "scout-1", 20));
        assertEquals("official", read(HEARD, handovers, List.of()).leader());
        assertEquals(
                Instant.parse("2031-05-01T15:40:00Z"),
                read(HEARD, handovers, List.of()).lastHandover());
        assertEquals("scout-1", read(HEARD, handovers.subList(1, 2), List.of()).leader());
        assertFalse(read(HEARD, handovers, List.of()).chosen());
    }

    @Test
    void operatorsChoiceOutranksHandovers() {
        List<String> handovers = List.of(handover("official", "scout-1", 20));
        Reporters chosen = read(HEARD, handovers, List.of(leader("d1", 30, "scout-2")));
        assertEquals("scout-2", chosen.leader());
        assertTrue(chosen.chosen());
        Reporters takenBack = read(HEARD, handovers, List.of(leader("d1", 30, "scout-2"), takeBack("d2", 31, "d1")));
        assertEquals("scout-1", takenBack.leader());
        assertFalse(takenBack.chosen());
    }
}
