package dev.touchline.statistics.processing;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jboss.logging.Logger;

/**
 * Handles items in order and in batches: items that arrive while a batch is handled form the next one. A transaction
 * costs nearly the same for one event as for a hundred.
 */
final class Batcher<T> {

    private static final Logger LOG = Logger.getLogger(Batcher.class);

    private final int max;
    private final ToIntFunction<T> weight;
    private final Function<List<T>, Uni<Void>> handler;
    private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();

    /**
     * @param max total weight of a batch, which only a single item may exceed
     * @param handler must not fail
     */
    Batcher(int max, ToIntFunction<T> weight, Function<List<T>, Uni<Void>> handler) {
        this.max = max;
        this.weight = weight;
        this.handler = handler;
    }

    void add(T item) {
        waiting.add(item);
        startBatchUnlessBusy();
    }

    private void startBatchUnlessBusy() {
        while (!waiting.isEmpty() && busy.compareAndSet(false, true)) {
            List<T> batch = nextBatch();
            if (batch.isEmpty()) {
                // Another thread took the items; the loop checks for later ones.
                busy.set(false);
            } else {
                handler.apply(batch).subscribe().with(done -> onBatchDone(), failure -> {
                    LOG.errorf(
                            failure,
                            "A batch of %d items failed and is not acknowledged; restart the process, report the bug",
                            batch.size());
                    onBatchDone();
                });
                return;
            }
        }
    }

    private List<T> nextBatch() {
        List<T> batch = new ArrayList<>();
        long sum = 0;
        for (T next = waiting.peek(); next != null; next = waiting.peek()) {
            sum += weight.applyAsInt(next);
            if (!batch.isEmpty() && sum > max) {
                break;
            }
            batch.add(waiting.remove());
        }
        return batch;
    }

    private void onBatchDone() {
        busy.set(false);
        startBatchUnlessBusy();
    }
}
