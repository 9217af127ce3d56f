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
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

class GatheringTest {

    private final List<List<Integer>> taken = Collections.synchronizedList(new ArrayList<>());
    private final List<UniEmitter<? super Void>> underWay = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong asked = new AtomicLong();

    private Gathering gathering(int messages, long bytes) {
        Gathering gathering = new Gathering(messages, bytes, together -> {
            taken.add(together.stream()
                    .map(message -> message.getPayload().length)
                    .toList());
            return Uni.createFrom().emitter(underWay::add);
        });
        gathering.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                asked.addAndGet(count);
            }

            @Override
            public void cancel() {
                throw new AssertionError("nobody cancels");
            }
        });
        return gathering;
    }

    @Test
    void what_comes_while_nothing_is_under_way_is_taken_at_once() {
        Gathering gathering = gathering(10, 1_000);
        gathering.onNext(message(1));
        assertEquals(List.of(List.of(1)), taken);
        done();
        gathering.onNext(message(2));
        assertEquals(List.of(List.of(1), List.of(2)), taken);
    }

    @Test
    void what_comes_meanwhile_is_taken_together_in_its_order_and_within_the_bounds() {
        Gathering gathering = gathering(3, 100);
        for (int size = 1; size <= 5; size++) {
            gathering.onNext(message(size));
        }
        gathering.onNext(message(60));
        gathering.onNext(message(60));
        gathering.onNext(message(500));
        for (int i = 0; i < 6; i++) {
            done();
        }
        assertEquals(
                List.of(List.of(1), List.of(2, 3, 4), List.of(5, 60), List.of(60), List.of(500)), taken.subList(0, 5));
        assertEquals(5, taken.size());
    }

    @Test
    void as_much_is_asked_for_as_there_is_room() {
        Gathering gathering = gathering(3, 100);
        assertEquals(3, asked.get());
        gathering.onNext(message(1));
        gathering.onNext(message(1));
        gathering.onNext(message(1));
        assertEquals(3, asked.get(), "nothing has been dealt with");
        done();
        assertEquals(4, asked.get());
        done();
        assertEquals(6, asked.get());
    }

    @Test
    void nothing_is_left_lying_when_messages_come_and_end_on_many_threads() {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        AtomicInteger count = new AtomicInteger();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Gathering gathering =
                new Gathering(7, 1_000, together -> Uni.createFrom().emitter(end -> {
                    most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                    threads.execute(() -> {
                        count.addAndGet(together.size());
                        atOnce.decrementAndGet();
                        end.complete(null);
                    });
                }));
        gathering.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {}

            @Override
            public void cancel() {}
        });
        try {
            for (int i = 0; i < 20_000; i++) {
                gathering.onNext(message(1));
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

    private static Message<byte[]> message(int size) {
        return Message.of(new byte[size]);
    }
}
