package dev.touchline.statistics;

import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.event.Event;
import dev.touchline.event.Report;
import dev.touchline.statistics.Storing.Refused;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

/** A message of this test is text: a report for each letter, of the match that goes by the letter. */
class LanesTest {

    private static final int COUNT = 4;

    private record UnderWay(List<Lanes.Part> parts, UniEmitter<? super Uni<Void>> end) {}

    private final List<UnderWay> underWay = new ArrayList<>();
    private final List<String> acknowledged = new ArrayList<>();
    private final List<String> read = new ArrayList<>();
    private long asked;
    private final Lanes lanes = lanes(new Lanes.Bounds(10, 20, 5));

    private Lanes lanes(Lanes.Bounds bounds) {
        Lanes made = new Lanes(COUNT, bounds, this::read, Runnable::run, parts -> Uni.createFrom()
                .emitter(end -> underWay.add(new UnderWay(parts, end))));
        made.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                asked += count;
            }

            @Override
            public void cancel() {
                throw new AssertionError("nobody cancels");
            }
        });
        return made;
    }

    private Lanes.Content read(Message<byte[]> message) {
        String text = new String(message.getPayload(), StandardCharsets.UTF_8);
        read.add(text);
        if (text.startsWith("!")) {
            return new Lanes.Content(List.of(), List.of(new Refused(message.getPayload(), "not read", 1)));
        }
        return new Lanes.Content(
                IntStream.range(0, text.length())
                        .<Report>mapToObj(i -> incident("corner", text + i)
                                .home()
                                .of(String.valueOf(text.charAt(i)))
                                .event())
                        .toList(),
                List.of());
    }

    private void come(String text) {
        lanes.onNext(Message.of(text.getBytes(StandardCharsets.UTF_8)).withAck(() -> {
            acknowledged.add(text);
            return CompletableFuture.completedFuture(null);
        }));
    }

    private static String matches(UnderWay work) {
        return work.parts().stream()
                .flatMap(part -> part.reports().stream())
                .map(report -> ((Event) report).match())
                .collect(Collectors.joining());
    }

    private static void end(UnderWay work) {
        work.end().complete(Uni.createFrom().voidItem());
    }

    private void endAll() {
        List<UnderWay> now = List.copyOf(underWay);
        underWay.clear();
        now.forEach(work -> end(work));
    }

    // "a" to "d" are of different lanes, and so are the next four.
    @Test
    void others_go_on_while_one_is_under_way() {
        come("a");
        come("b");
        come("a");
        assertEquals(
                List.of("a", "b"), underWay.stream().map(LanesTest::matches).toList());
        end(underWay.remove(1));
        assertEquals(List.of("b"), acknowledged);
        end(underWay.remove(0));
        assertEquals(List.of("a"), underWay.stream().map(LanesTest::matches).toList());
    }

    @Test
    void those_of_one_match_keep_their_order() {
        come("a");
        for (String text : List.of("ae", "a", "ea")) {
            come(text);
        }
        endAll();
        assertEquals("aeaea", matches(underWay.get(0)));
        assertEquals(1, underWay.size());
    }

    @Test
    void a_message_is_acknowledged_when_all_lanes_have_dealt_with_it() {
        come("abc");
        assertEquals(3, underWay.size());
        end(underWay.remove(0));
        end(underWay.remove(0));
        assertEquals(List.of(), acknowledged);
        end(underWay.remove(0));
        assertEquals(List.of("abc"), acknowledged);
    }

    @Test
    void a_lane_goes_on_while_something_is_left_to_do_for_what_it_had_before() {
        CompletableFuture<Void> left = new CompletableFuture<>();
        come("a");
        come("aa");
        underWay.remove(0).end().complete(Uni.createFrom().completionStage(left));
        assertEquals("aa", matches(underWay.get(0)));
        assertEquals(List.of(), acknowledged);
        endAll();
        assertEquals(List.of("aa"), acknowledged);
        left.complete(null);
        assertEquals(List.of("aa", "a"), acknowledged);
    }

    @Test
    void what_cannot_be_read_comes_to_a_lane_once() {
        come("!");
        assertEquals(
                Map.of("not read", 1L),
                underWay.stream()
                        .flatMap(work -> work.parts().stream())
                        .flatMap(part -> part.refused().stream())
                        .collect(Collectors.groupingBy(Refused::reason, Collectors.counting())));
        endAll();
        assertEquals(List.of("!"), acknowledged);
    }

    @Test
    void as_much_is_asked_for_and_read_as_there_is_room() {
        assertEquals(10, asked);
        come("a".repeat(15));
        come("b".repeat(15));
        come("c");
        assertEquals(2, read.size(), "the second exceeds the bound, the third has to wait");
        endAll();
        assertEquals(12, asked);
        assertEquals(3, read.size());
        endAll();
        assertEquals(13, asked);
        assertTrue(underWay.isEmpty());
    }
}
