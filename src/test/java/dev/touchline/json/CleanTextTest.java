package dev.touchline.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.text.Normalizer;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The clean form of names. */
class CleanTextTest {

    private static final String FAMILY = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67";
    private static final String ARABIC = "\u0645\u062D\u0645\u062F \u0635\u0644\u0627\u062D";

    @Test
    void nameOfPlainCharactersIsNotCopied() {
        String name = "N'Golo Kante (2)";
        assertSame(name, CleanText.of(name));
    }

    @Test
    void spacesAtTheEndsAreRemovedAndInnerOnesBecomeOne() {
        assertEquals("Lionel Messi", CleanText.of("  Lionel \t\r\n Messi\u00A0"));
        assertEquals("Lionel Messi", CleanText.of("Lionel\u3000\u2009Messi"));
        assertEquals("Lionel Messi", CleanText.of("Lionel\u0085Messi\u2028"));
        assertEquals("", CleanText.of(" \t\u00A0"));
        assertEquals("", CleanText.of(""));
        assertEquals("a", CleanText.of("a "));
        assertEquals("a", CleanText.of(" a"));
        assertEquals("a b", CleanText.of("a  b"));
    }

    @Test
    void controlCharactersAreRemoved() {
        assertEquals("Messi", CleanText.of("Me\u0000s\u001Bs\u007Fi\u0090"));
    }

    @Test
    void charactersThatChangeTheDirectionAreRemoved() {
        assertEquals("Messi", CleanText.of("\u202EMessi\u202C"));
        assertEquals("Messi", CleanText.of("\u2066Messi\u2069\u2067\u2068\u202A\u202B\u202D"));
        assertEquals(ARABIC, CleanText.of("\u200F" + ARABIC + "\u200E\u061C"));
    }

    @Test
    void removedCharacterBetweenSpacesLeavesOneSpace() {
        assertEquals("Lionel Messi", CleanText.of("Lionel \u200E Messi \uFEFF "));
    }

    @Test
    void arabicAndHebrewStayAsTheyAre() {
        assertEquals(ARABIC, CleanText.of(ARABIC));
        assertEquals("\u05DE\u05DB\u05D1\u05D9", CleanText.of("\u05DE\u05DB\u05D1\u05D9"));
    }

    @Test
    void joinersStay() {
        assertEquals(FAMILY, CleanText.of(FAMILY));
        // Persian separates the parts of a word by a zero-width non-joiner.
        assertEquals(
                "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",
                CleanText.of("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645"));
    }

    @Test
    void combiningCharactersAreComposed() {
        assertEquals("Mbapp\u00E9", CleanText.of("Mbappe\u0301"));
        assertEquals("T\u00FCrkiye", CleanText.of("Tu\u0308rkiye"));
        assertEquals("\uAC00", CleanText.of("\u1100\u1161"));
        // The removed character is no longer between the letter and its accent.
        assertEquals("Mbapp\u00E9", CleanText.of("Mbappe\u200B\u0301"));
    }

    @Test
    void compatibilityCharactersStay() {
        assertEquals("\uFB01nal \u2167", CleanText.of("\uFB01nal \u2167"));
    }

    @Test
    void cleanFormIsItsOwnCleanForm() {
        int[] pool =
                ("aZ \u00E9e\u0301\u0308\u202E\u200D\u200B\uFEFF\t\n\u0000\u0085\u00A0\u3000\u2000\u1100\u1161\u0344\u212B"
                                + ARABIC + FAMILY)
                        .codePoints()
                        .toArray();
        Random random = new Random(7);
        for (int run = 0; run < 20_000; run++) {
            String text = random.ints(random.nextInt(12), 0, pool.length)
                    .mapToObj(i -> Character.toString(pool[i]))
                    .collect(Collectors.joining());
            String clean = CleanText.of(text);
            assertEquals(clean, CleanText.of(clean));
            assertEquals(clean, clean.strip());
            assertEquals(Normalizer.normalize(clean, Normalizer.Form.NFC), clean);
        }
    }
}
