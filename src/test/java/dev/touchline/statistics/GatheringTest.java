package dev.touchline.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.touchline.testing.Api;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GatheringTest {

    private final List<List<Integer>> taken = Collections.synchronizedList(new ArrayList<>());
    private final List<UniEmitter<? super Void>> underWay = Collections.synchronizedList(new ArrayList<>());
    private final Gathering<Integer> gathering = new Gathering<>(100, size -> size, together -> {
        taken.add(together);
        return Uni.createFrom().emitter(underWay::add);
    });

    @Test
    void what_comes_while_nothing_is_under_way_is_taken_at_once() {
        gathering.add(1);
        assertEquals(List.of(List.of(1)), taken);
        done();
        gathering.add(2);
        assertEquals(List.of(List.of(1), List.of(2)), taken);
    }

    @Test
    void what_comes_meanwhile_is_taken_together_in_its_order_and_within_the_bound() {
        for (int size : List.of(1, 2, 3, 4, 5, 60, 60, 500, 7)) {
            gathering.add(size);
        }
        for (int i = 0; i < 5; i++) {
            done();
        }
        assertEquals(List.of(List.of(1), List.of(2, 3, 4, 5, 60), List.of(60), List.of(500), List.of(7)), taken);
    }

    @Test
    void nothing_is_left_lying_when_things_come_and_end_on_many_threads() {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        AtomicInteger count = new AtomicInteger();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Gathering<Integer> busy =
                new Gathering<>(7, one -> 1, together -> Uni.createFrom().emitter(end -> {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    threads.execute(() -> {
                        count.addAndGet(together.size());
                        atOnce.decrementAndGet();
                        end.complete(null);
                    });
                }));
        try {
            for (int i = 0; i < 20_000; i++) {
                busy.add(i);
            }
            Api.eventually().until(() -> count.get() == 20_000);
        } finally {
            threads.shutdownNow();
        }
        assertEquals(1, most.get());
    }

    private void done() {
        if (!underWay.isEmpty()) {
            underWay.remove(0).complete(null);
        }
    }
}
