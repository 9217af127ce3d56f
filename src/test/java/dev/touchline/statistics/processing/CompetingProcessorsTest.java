package dev.touchline.statistics.processing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.Sports;
import dev.touchline.codec.LogEntryJson;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.event.MatchReport;
import dev.touchline.statistics.storage.Fold;
import dev.touchline.statistics.storage.ModelDatabase;
import dev.touchline.testing.RandomReports;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Processors that compete for the batches of a queue end with the statistics of one fold over the set of reports, for
 * every order of arrival, every split into batches, every distribution of the batches, and crashes at any point. The
 * database is a model of {@code EventLog}. The event log holds the locks of the matches from the first read to the
 * commit, so a transaction is one step here. {@code EventLogTest} tests with a real database.
 */
class CompetingProcessorsTest {

    // --- Few reports, exhaustively -----------------------------------------------------------------------------------

    /** A processor has no state between batches, so the distribution of batches is covered by their order. */
    @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
    void everyOrderAndSplitOfFewReportsEndsInTheSameStatistics(@ForAll("fewReports") List<MatchReport> reports) {
        Fold fold = Fold.of(reports, Sports.ALL);
        forEachPermutation(new ArrayList<>(reports), 0, permutation -> {
            for (int cuts = 0; cuts < 1 << (reports.size() - 1); cuts++) {
                ModelDatabase database = new ModelDatabase(Sports.ALL);
                List<UpdateJson.PositionedUpdate> published = new ArrayList<>();
                for (List<MatchReport> batch : split(permutation, cuts)) {
                    published.addAll(database.begin(batch).commit(false));
                }
                database.checkAgainst(fold);
                database.checkPublished(published);
            }
        });
    }

    /** Whose announcement counts follows from the set of announcements, not from the order in which they are stored. */
    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void everyOrderAndSplitOfAnnouncementsEndsWithTheSameOwner(@ForAll("announcements") List<MatchReport> reports) {
        everyOrderAndSplitOfFewReportsEndsInTheSameStatistics(reports);
    }

    @Provide
    Arbitrary<List<MatchReport>> announcements() {
        return new RandomReports(Sports.ALL, "owned", 1, 1).announcementSets(2, 4);
    }

    @Provide
    Arbitrary<List<MatchReport>> fewReports() {
        return Arbitraries.frequencyOf(
                Tuple.of(9, new RandomReports(Sports.ALL, "few", 1, 2).sets(2, 4)),
                Tuple.of(1, new RandomReports(Sports.ALL, "few", 2, 3).sets(5, 5)));
    }

    private static void forEachPermutation(List<MatchReport> reports, int from, Consumer<List<MatchReport>> action) {
        if (from >= reports.size() - 1) {
            action.accept(reports);
            return;
        }
        for (int i = from; i < reports.size(); i++) {
            Collections.swap(reports, from, i);
            forEachPermutation(reports, from + 1, action);
            Collections.swap(reports, from, i);
        }
    }

    /** Splits after the n-th report where bit n is set. */
    private static List<List<MatchReport>> split(List<MatchReport> reports, int cuts) {
        List<List<MatchReport>> batches = new ArrayList<>();
        int from = 0;
        for (int to = 1; to <= reports.size(); to++) {
            if (to == reports.size() || (cuts & 1 << (to - 1)) != 0) {
                batches.add(List.copyOf(reports.subList(from, to)));
                from = to;
            }
        }
        return batches;
    }

    // --- Many reports, at random -------------------------------------------------------------------------------------

    @Property(tries = 1_500, edgeCases = EdgeCasesMode.NONE)
    void competingProcessorsEndWithTheStatisticsOfOneFold(
            @ForAll("manyReports") List<MatchReport> reports, @ForAll("arrivals") Arrival arrival) {
        Queue queue = new Queue(arrival.batches(reports), arrival);
        queue.drain();
        queue.database.checkAgainst(Fold.of(reports, Sports.ALL));
        queue.database.checkPublished(queue.published);
        assertEquals(Set.of(), queue.database.conflicts());
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void everyChangeHasOneUpdateWithTheStateAfterIt(
            @ForAll("manyReports") List<MatchReport> reports, @ForAll("arrivals") Arrival arrival) {
        Queue queue = new Queue(arrival.batches(reports), arrival);
        queue.drain();
        queue.database.checkHistory();
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void conflictIsRecordedAndChangesNothing(
            @ForAll("conflictingReports") List<MatchReport> reports, @ForAll("arrivals") Arrival arrival) {
        Queue queue = new Queue(arrival.batches(reports), arrival);
        queue.drain();
        ModelDatabase database = queue.database;
        database.checkAgainst(Fold.of(database.logged(), Sports.ALL));
        database.checkPublished(queue.published);
        // Each content is either in the log or recorded as a conflict, and nothing else is stored.
        Set<String> reported = new HashSet<>();
        reports.forEach(report -> reported.add(LogEntryJson.write(report)));
        Set<String> kept = new HashSet<>(database.contents());
        kept.addAll(database.conflicts());
        assertEquals(reported, kept);
    }

    @Provide
    Arbitrary<List<MatchReport>> manyReports() {
        return new RandomReports(Sports.ALL, "many", 3, 9).sets(0, 40);
    }

    @Provide
    Arbitrary<List<MatchReport>> conflictingReports() {
        return new RandomReports(Sports.ALL, "odd", 2, 4).conflictingSets(30);
    }

    /** The outcome of processing a delivery. */
    private enum Outcome {
        /** Stored, published and acknowledged. */
        DONE,
        /** The processor crashes before the commit. */
        NOT_STORED,
        /** The processor crashes between commit and publish. */
        STORED,
        /** The processor crashes between publish and acknowledgement. */
        PUBLISHED
    }

    /**
     * The order and distribution of the reports. Lists are used cyclically.
     *
     * @param keys sort keys of the reports
     * @param repeated indexes of repeated reports, modulo the number of reports
     * @param sizes the sizes of the batches
     * @param processors the number of processors
     * @param assigned the processor of each batch
     * @param turns the processor of each step
     * @param outcomes the outcomes of the deliveries
     */
    private record Arrival(
            List<Integer> keys,
            List<Integer> repeated,
            List<Integer> sizes,
            int processors,
            List<Integer> assigned,
            List<Integer> turns,
            List<Outcome> outcomes) {

        List<List<MatchReport>> batches(List<MatchReport> reports) {
            List<MatchReport> arriving = new ArrayList<>(reports);
            if (!reports.isEmpty()) {
                repeated.forEach(index -> arriving.add(reports.get(index % reports.size())));
            }
            List<Integer> order = IntStream.range(0, arriving.size())
                    .boxed()
                    .sorted(Comparator.comparing(index -> nth(keys, index)))
                    .toList();
            List<List<MatchReport>> batches = new ArrayList<>();
            for (int from = 0; from < order.size(); ) {
                int to = Math.min(order.size(), from + nth(sizes, batches.size()));
                batches.add(order.subList(from, to).stream().map(arriving::get).toList());
                from = to;
            }
            return batches;
        }

        static <T> T nth(List<T> list, int n) {
            return list.get(n % list.size());
        }
    }

    @Provide
    Arbitrary<Arrival> arrivals() {
        Arbitrary<Integer> numbers = Arbitraries.integers().between(0, 50);
        Arbitrary<Outcome> outcomes = Arbitraries.frequency(
                Tuple.of(6, Outcome.DONE),
                Tuple.of(1, Outcome.NOT_STORED),
                Tuple.of(1, Outcome.STORED),
                Tuple.of(1, Outcome.PUBLISHED));
        return Combinators.combine(
                        numbers.list().ofMinSize(1).ofMaxSize(50),
                        numbers.list().ofMaxSize(15),
                        Arbitraries.integers()
                                .between(1, 12)
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(8),
                        Arbitraries.integers().between(1, 4),
                        numbers.list().ofMinSize(1).ofMaxSize(10),
                        numbers.list().ofMinSize(1).ofMaxSize(20),
                        outcomes.list().ofMinSize(1).ofMaxSize(10))
                .as(Arrival::new);
    }

    /** A batch delivered to a processor. */
    private record Delivery(List<MatchReport> batch, boolean redelivered) {}

    /** The queue and the batches that each processor has prefetched. */
    private static final class Queue {
        private final Arrival arrival;
        private final List<Deque<Delivery>> prefetched = new ArrayList<>();
        private final ModelDatabase database = new ModelDatabase(Sports.ALL);
        private final List<UpdateJson.PositionedUpdate> published = new ArrayList<>();

        Queue(List<List<MatchReport>> batches, Arrival arrival) {
            this.arrival = arrival;
            for (int i = 0; i < arrival.processors(); i++) {
                prefetched.add(new ArrayDeque<>());
            }
            for (int i = 0; i < batches.size(); i++) {
                int processor = Arrival.nth(arrival.assigned(), i) % arrival.processors();
                prefetched.get(processor).add(new Delivery(batches.get(i), false));
            }
        }

        void drain() {
            for (int step = 0; ; step++) {
                List<Deque<Delivery>> busy =
                        prefetched.stream().filter(deque -> !deque.isEmpty()).toList();
                if (busy.isEmpty()) {
                    return;
                }
                Deque<Delivery> next = busy.get(Arrival.nth(arrival.turns(), step) % busy.size());
                process(next.remove(), step);
            }
        }

        private void process(Delivery delivery, int step) {
            // Redeliveries always succeed, because otherwise the test might not end.
            Outcome outcome = delivery.redelivered() ? Outcome.DONE : Arrival.nth(arrival.outcomes(), step);
            ModelDatabase.Transaction transaction = database.begin(delivery.batch());
            if (outcome != Outcome.NOT_STORED) {
                List<UpdateJson.PositionedUpdate> updates = transaction.commit(delivery.redelivered());
                if (outcome != Outcome.STORED) {
                    published.addAll(updates);
                }
            }
            if (outcome != Outcome.DONE) {
                prefetched.get(step % arrival.processors()).addFirst(new Delivery(delivery.batch(), true));
            }
        }
    }
}
