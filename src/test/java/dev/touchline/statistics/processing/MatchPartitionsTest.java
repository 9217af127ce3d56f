package dev.touchline.statistics.processing;

import static dev.touchline.Football.incident;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.touchline.event.Event;
import dev.touchline.event.Report;
import dev.touchline.statistics.processing.BisectingWriter.RejectedReport;
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

/** Messages are text in this test: each letter is a report on the match of that letter. */
class MatchPartitionsTest {

    private static final int COUNT = 4;

    private record Pending(List<MatchPartitions.MessagePart> parts, UniEmitter<? super Uni<Void>> end) {}

    private final List<Pending> pending = new ArrayList<>();
    private final List<String> acknowledged = new ArrayList<>();
    private final List<String> read = new ArrayList<>();
    private long requested;
    private final MatchPartitions partitions = partitions(new MatchPartitions.Limits(10, 20, 5));

    private MatchPartitions partitions(MatchPartitions.Limits limits) {
        MatchPartitions created =
                new MatchPartitions(COUNT, limits, this::read, Runnable::run, parts -> Uni.createFrom()
                        .emitter(end -> pending.add(new Pending(parts, end))));
        created.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                requested += count;
            }

            @Override
            public void cancel() {
                throw new AssertionError("unexpected cancellation");
            }
        });
        return created;
    }

    private MatchPartitions.DecodedMessage read(Message<byte[]> message) {
        String text = new String(message.getPayload(), StandardCharsets.UTF_8);
        read.add(text);
        if (text.startsWith("!")) {
            return new MatchPartitions.DecodedMessage(
                    List.of(), List.of(new RejectedReport(message.getPayload(), "not read", 1)));
        }
        return new MatchPartitions.DecodedMessage(
                IntStream.range(0, text.length())
                        .<Report>mapToObj(i -> incident("corner", text + i)
                                .home()
                                .of(String.valueOf(text.charAt(i)))
                                .event())
                        .toList(),
                List.of());
    }

    private void deliver(String text) {
        partitions.onNext(Message.of(text.getBytes(StandardCharsets.UTF_8)).withAck(() -> {
            acknowledged.add(text);
            return CompletableFuture.completedFuture(null);
        }));
    }

    private static String matches(Pending work) {
        return work.parts().stream()
                .flatMap(part -> part.reports().stream())
                .map(report -> ((Event) report).match())
                .collect(Collectors.joining());
    }

    private static void end(Pending work) {
        work.end().complete(Uni.createFrom().voidItem());
    }

    private void endAll() {
        List<Pending> now = List.copyOf(pending);
        pending.clear();
        now.forEach(work -> end(work));
    }

    // "a" to "d" fall into different partitions, and so do the next four letters.
    @Test
    void partitionsAreIndependent() {
        deliver("a");
        deliver("b");
        deliver("a");
        assertEquals(
                List.of("a", "b"),
                pending.stream().map(MatchPartitionsTest::matches).toList());
        end(pending.remove(1));
        assertEquals(List.of("b"), acknowledged);
        end(pending.remove(0));
        assertEquals(
                List.of("a"), pending.stream().map(MatchPartitionsTest::matches).toList());
    }

    @Test
    void reportsOfOneMatchKeepTheirOrder() {
        deliver("a");
        for (String text : List.of("ae", "a", "ea")) {
            deliver(text);
        }
        endAll();
        assertEquals("aeaea", matches(pending.get(0)));
        assertEquals(1, pending.size());
    }

    @Test
    void messageIsAcknowledgedWhenAllPartitionsAreDone() {
        deliver("abc");
        assertEquals(3, pending.size());
        end(pending.remove(0));
        end(pending.remove(0));
        assertEquals(List.of(), acknowledged);
        end(pending.remove(0));
        assertEquals(List.of("abc"), acknowledged);
    }

    @Test
    void partitionContinuesWhileConfirmsAreOutstanding() {
        CompletableFuture<Void> left = new CompletableFuture<>();
        deliver("a");
        deliver("aa");
        pending.remove(0).end().complete(Uni.createFrom().completionStage(left));
        assertEquals("aa", matches(pending.get(0)));
        assertEquals(List.of(), acknowledged);
        endAll();
        assertEquals(List.of("aa"), acknowledged);
        left.complete(null);
        assertEquals(List.of("aa", "a"), acknowledged);
    }

    @Test
    void unreadableMessageIsHandledByOnePartition() {
        deliver("!");
        assertEquals(
                Map.of("not read", 1L),
                pending.stream()
                        .flatMap(work -> work.parts().stream())
                        .flatMap(part -> part.rejected().stream())
                        .collect(Collectors.groupingBy(RejectedReport::reason, Collectors.counting())));
        endAll();
        assertEquals(List.of("!"), acknowledged);
    }

    @Test
    void demandIsBoundedByFreeCapacity() {
        assertEquals(10, requested);
        deliver("a".repeat(15));
        deliver("b".repeat(15));
        deliver("c");
        assertEquals(2, read.size(), "the second message exceeds the bound, so the third is not read");
        endAll();
        assertEquals(12, requested);
        assertEquals(3, read.size());
        endAll();
        assertEquals(13, requested);
        assertTrue(pending.isEmpty());
    }
}
