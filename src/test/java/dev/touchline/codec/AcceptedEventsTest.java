package dev.touchline.codec;

import static dev.touchline.Football.CATALOGUE;
import static dev.touchline.Football.KICK_OFF;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.event.Event;
import dev.touchline.json.InvalidException;
import dev.touchline.json.Json;
import dev.touchline.json.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** An event that ingest has answered with 202 must be readable after the broker and in the event log. */
class AcceptedEventsTest {

    private static final EventsReader INGEST = new EventsReader(CATALOGUE, 1);

    @Property(tries = 1500)
    void acceptedEventIsReadBackEqualFromBrokerAndLog(@ForAll("requests") String body) {
        Optional<Event> accepted = accepted(body);
        Statistics.collect(accepted.isPresent() ? "accepted" : "refused");
        // Otherwise the property would hold without a test.
        Statistics.coverage(coverage -> coverage.check("accepted").percentage(percent -> percent > 20));
        accepted.ifPresent(event -> {
            assertEquals(
                    List.of(event),
                    ReportBatch.read(ReportBatch.write(List.of(event)), CATALOGUE)
                            .reports());
            assertEquals(event, LogEntryJson.event(LogEntryJson.write(event), KICK_OFF, CATALOGUE));
        });
    }

    private static Optional<Event> accepted(String body) {
        try {
            return Optional.of(INGEST.readPlainJson(body.getBytes(StandardCharsets.UTF_8), KICK_OFF)
                    .get(0));
        } catch (InvalidException | MalformedException e) {
            return Optional.empty();
        }
    }

    @Provide
    Arbitrary<String> requests() {
        Arbitrary<Map<String, String>> invalid = Combinators.combine(
                        invalid("\"1\"", texts()),
                        invalid("\"camera-7\"", Arbitraries.oneOf(texts(), sources())),
                        invalid("\"fra-arg\"", texts()),
                        invalid("\"A\"", texts()),
                        invalid("23", Arbitraries.oneOf(minutes(), values())),
                        invalid("\"2022-12-18T15:23:10Z\"", times()),
                        invalid("1", values()),
                        invalid("{}", details()))
                .as((id, source, match, player, minute, occurredAt, revision, details) -> Map.of(
                        "id", id,
                        "source", source,
                        "match", match,
                        "player", player,
                        "minute", minute,
                        "occurredAt", occurredAt,
                        "revision", revision,
                        "details", details));
        return invalid.map(fields -> {
            StringBuilder body = new StringBuilder("{\"type\":\"football.goal\",\"team\":\"home\"");
            fields.forEach((name, value) ->
                    body.append(",\"").append(name).append("\":").append(value));
            return body.append("}").toString();
        });
    }

    // Mostly valid values: with eight invalid fields, no event would ever be accepted.
    private static Arbitrary<String> invalid(String valid, Arbitrary<String> invalid) {
        return Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.just(valid)), Tuple.of(1, invalid));
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                        Arbitraries.strings().all().ofMinLength(1).ofMaxLength(8),
                        Arbitraries.strings()
                                .withChars("aä1-._:~ /?#%&\"\\'+@𝕃")
                                .ofMinLength(1)
                                .ofMaxLength(8))
                .map(Json::write);
    }

    private static Arbitrary<String> sources() {
        return Arbitraries.of("urn:x:1", "//h/p?q#f", "#", "?", ".", "a:b", "%41", "http://[::1]:80/", "ä", "a/../b")
                .map(Json::write);
    }

    private static Arbitrary<String> minutes() {
        return Arbitraries.oneOf(
                Combinators.combine(
                                Arbitraries.integers().between(0, 1100),
                                Arbitraries.integers().between(0, 1100))
                        .as((minute, stoppage) -> "\"" + minute + "+" + stoppage + "\""),
                Arbitraries.integers().between(-1, 1001).map(String::valueOf),
                Arbitraries.of("\"007\"", "\"45'\"", "\"٤٥\""));
    }

    private static Arbitrary<String> times() {
        return Arbitraries.of(
                        "2022-12-18T15:23Z",
                        "2022-12-18T15:23:10.123456789+14:00",
                        "2022-12-18T24:00:00Z",
                        "1800-01-01T00:00:00-18:00",
                        "0001-01-01T00:00:00Z",
                        "8000-12-31T23:59:59.999999999Z",
                        "+10000-01-01T00:00:00Z",
                        "2022-12-18T15:23:10+01:00:30",
                        "2022-06-30T23:59:60Z")
                .map(Json::write);
    }

    private static Arbitrary<String> values() {
        return Arbitraries.oneOf(
                texts(),
                Arbitraries.of("null", "true", "[]", "{}", "0", "-1", "1.0", "1.50", "1e3", "1E-9", "-0.0", "100.00"),
                Arbitraries.of("9223372036854775807", "9223372036854775808", "12345678901234567890123.4567890"),
                Arbitraries.longs().map(String::valueOf),
                Arbitraries.bigDecimals().map(String::valueOf));
    }

    private static Arbitrary<String> details() {
        Arbitrary<String> nested = Arbitraries.lazyOf(
                AcceptedEventsTest::values,
                () -> values().list().ofMaxSize(3).map(values -> "[" + String.join(",", values) + "]"),
                AcceptedEventsTest::objects);
        return Arbitraries.oneOf(objects(), nested);
    }

    private static Arbitrary<String> objects() {
        return Arbitraries.maps(texts(), values()).ofMaxSize(3).map(fields -> {
            StringBuilder object = new StringBuilder("{");
            fields.forEach((name, value) -> object.append(object.length() == 1 ? "" : ",")
                    .append(name)
                    .append(':')
                    .append(value));
            return object.append('}').toString();
        });
    }
}
