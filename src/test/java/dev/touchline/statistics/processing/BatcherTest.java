package dev.touchline.statistics.processing;

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

class BatcherTest {

    private final List<List<Integer>> taken = Collections.synchronizedList(new ArrayList<>());
    private final List<UniEmitter<? super Void>> inFlight = Collections.synchronizedList(new ArrayList<>());
    private final Batcher<Integer> batcher = new Batcher<>(100, size -> size, batch -> {
        taken.add(batch);
        return Uni.createFrom().emitter(inFlight::add);
    });

    @Test
    void itemIsProcessedAtOnceWhenIdle() {
        batcher.add(1);
        assertEquals(List.of(List.of(1)), taken);
        done();
        batcher.add(2);
        assertEquals(List.of(List.of(1), List.of(2)), taken);
    }

    @Test
    void waitingItemsAreBatchedInOrderWithinTheLimit() {
        for (int size : List.of(1, 2, 3, 4, 5, 60, 60, 500, 7)) {
            batcher.add(size);
        }
        for (int i = 0; i < 5; i++) {
            done();
        }
        assertEquals(List.of(List.of(1), List.of(2, 3, 4, 5, 60), List.of(60), List.of(500), List.of(7)), taken);
    }

    @Test
    void noItemIsLostUnderConcurrency() {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        AtomicInteger count = new AtomicInteger();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger max = new AtomicInteger();
        Batcher<Integer> busy =
                new Batcher<>(7, one -> 1, batch -> Uni.createFrom().emitter(end -> {
                    max.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    threads.execute(() -> {
                        count.addAndGet(batch.size());
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
        assertEquals(1, max.get());
    }

    private void done() {
        if (!inFlight.isEmpty()) {
            inFlight.remove(0).complete(null);
        }
    }
}
