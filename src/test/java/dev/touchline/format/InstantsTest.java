package dev.touchline.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The short way to an instant and the general one agree. */
class InstantsTest {

    @Property
    void whatIsWrittenIsReadBack(
            @ForAll @LongRange(min = -62_135_596_800L, max = 253_402_300_799L) long seconds,
            @ForAll @IntRange(max = 999_999_999) int nanos) {
        Instant instant = Instant.ofEpochSecond(seconds, nanos);
        assertEquals(instant, Instants.parse(instant.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2022-12-18T15:23:10Z",
                "2022-12-18T15:23:10.1Z",
                "2022-12-18T15:23:10.123456789Z",
                "2022-12-18T15:23Z",
                "2022-12-18T18:23:10+03:00",
                "2022-12-18t15:23:10z",
                "0000-02-29T00:00:00Z",
                "+12022-12-18T15:23:10Z"
            })
    void whatTheGeneralWayReadsIsReadAlike(String text) {
        assertEquals(OffsetDateTime.parse(text).toInstant(), Instants.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2022-12-18",
                "2022-12-18T15:23:10",
                "2022-13-18T15:23:10Z",
                "2022-02-29T15:23:10Z",
                "2022-12-18T24:00:00Z",
                "2022-12-18T15:60:10Z",
                "2022-12-18T15:23:60Z",
                "2022-12-18T15:23:10,5Z",
                "2022-12-18T15:23:10.1234567890Z",
                "2022-12-18T15:23:10.12x4Z",
                "2022-12-18T15:23:1xZ",
                "2022-12-18 15:23:10Z",
                "٢٠٢٢-12-18T15:23:10Z"
            })
    void whatIsNoInstantIsRefused(String text) {
        assertThrows(DateTimeException.class, () -> OffsetDateTime.parse(text));
        assertThrows(DateTimeException.class, () -> Instants.parse(text));
    }
}
