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
 * Takes things together and in their order: what comes while nothing is under way is taken at once and alone, and what
 * comes meanwhile is taken next. A transaction costs nearly the same for one event as for a hundred.
 */
final class Batcher<T> {

    private static final Logger LOG = Logger.getLogger(Batcher.class);

    private final int max;
    private final ToIntFunction<T> weight;
    private final Function<List<T>, Uni<Void>> handler;
    private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();

    /**
     * @param max how much may be taken together, unless one thing has more
     * @param weight how much a thing has
     * @param handler what is done with them; must not fail
     */
    Batcher(int max, ToIntFunction<T> weight, Function<List<T>, Uni<Void>> handler) {
        this.max = max;
        this.weight = weight;
        this.handler = handler;
    }

    /** Takes it as soon as it is its turn. */
    void add(T item) {
        waiting.add(item);
        startBatchUnlessBusy();
    }

    private void startBatchUnlessBusy() {
        while (!waiting.isEmpty() && busy.compareAndSet(false, true)) {
            List<T> batch = nextBatch();
            if (batch.isEmpty()) {
                // Somebody else was faster; but something may have come since.
                busy.set(false);
            } else {
                handler.apply(batch).subscribe().with(done -> onBatchDone(), failure -> {
                    LOG.error("What was taken together is left as it is", failure);
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
