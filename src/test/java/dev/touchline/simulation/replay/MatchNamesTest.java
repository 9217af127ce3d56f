package dev.touchline.simulation.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.touchline.event.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchNamesTest {

    @ParameterizedTest
    @CsvSource({
        "World Cup 2022, world-cup-2022",
        "Côte d'Ivoire, cote-d-ivoire",
        "São Tomé & Príncipe, sao-tome-principe",
        "  1. FC Köln (II) , 1-fc-koln-ii",
        "--A--B--, a-b",
        "Bodø/Glimt, bodø-glimt",
        "ISTANBUL, istanbul",
        "Спартак, спартак",
        "日本, 日本",
        "!?, x",
        "'', x"
    })
    void slugConsistsOfLettersAndDigitsJoinedByHyphens(String name, String slug) {
        assertEquals(slug, ReplayPlan.slug(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"World Cup 2022", "Côte d'Ivoire", "대한민국", "ประเทศไทย", "भारत", "!?", "", "ⅣB", "𝕃eo"})
    void slugIsAValidId(String name) {
        assertNull(Ids.problem(ReplayPlan.slug(name)));
    }

    @Test
    void slugOfASlugIsUnchanged() {
        assertEquals("cote-d-ivoire", ReplayPlan.slug(ReplayPlan.slug("Côte d'Ivoire")));
    }

    @Test
    void slugIsNormalized() {
        // Normalization Form C, as in typed addresses.
        assertEquals("대한민국", ReplayPlan.slug("대한민국"));
    }
}
