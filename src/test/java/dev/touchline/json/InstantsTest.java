package dev.touchline.json;

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

/** The optimized parser of instants agrees with the JDK's. */
class InstantsTest {

    @Property
    void writtenInstantIsReadBack(
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
                "+12022-12-18T15:23:10Z",
                "1970-01-01T00:00:00Z",
                "2024-02-29T23:59:59.001Z",
                "2026-11-23T18:12:10.100Z",
                "2026-11-23T18:12:10.123400Z",
                "2026-11-23T18:12:10.000000001Z",
                "9999-12-31T23:59:59.999999999Z",
                "1969-12-31T23:59:59.999Z",
                "+10000-01-01T00:00:00Z"
            })
    void parsingAgreesWithTheJdk(String text) {
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
                "2022-12-18T15:23:10.12x4Z",
                "2022-12-18T15:23:1xZ",
                "2022-12-18 15:23:10Z",
                "٢٠٢٢-12-18T15:23:10Z"
            })
    void invalidInstantIsRejected(String text) {
        assertThrows(DateTimeException.class, () -> OffsetDateTime.parse(text));
        assertThrows(DateTimeException.class, () -> Instants.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2022-12-18T15:23:10.1234567890Z", "2022-12-18T16:23:10.123456789999999+01:00"})
    void digitsBeyondNanosecondsAreIgnored(String text) {
        assertEquals(Instant.parse("2022-12-18T15:23:10.123456789Z"), Instants.parse(text));
    }
}
