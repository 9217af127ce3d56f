package dev.touchline.statistics;

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
final class Gathering<T> {

    private static final Logger LOG = Logger.getLogger(Gathering.class);

    private final int most;
    private final ToIntFunction<T> weight;
    private final Function<List<T>, Uni<Void>> work;
    private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();

    /**
     * @param most how much may be taken together, unless one thing has more
     * @param weight how much a thing has
     * @param work what is done with them; must not fail
     */
    Gathering(int most, ToIntFunction<T> weight, Function<List<T>, Uni<Void>> work) {
        this.most = most;
        this.weight = weight;
        this.work = work;
    }

    /** Takes it as soon as it is its turn. */
    void add(T thing) {
        waiting.add(thing);
        takeUnlessBusy();
    }

    private void takeUnlessBusy() {
        while (!waiting.isEmpty() && busy.compareAndSet(false, true)) {
            List<T> together = together();
            if (together.isEmpty()) {
                // Somebody else was faster; but something may have come since.
                busy.set(false);
            } else {
                work.apply(together).subscribe().with(done -> goOn(), failure -> {
                    LOG.error("What was taken together is left as it is", failure);
                    goOn();
                });
                return;
            }
        }
    }

    private List<T> together() {
        List<T> together = new ArrayList<>();
        long sum = 0;
        for (T next = waiting.peek(); next != null; next = waiting.peek()) {
            sum += weight.applyAsInt(next);
            if (!together.isEmpty() && sum > most) {
                break;
            }
            together.add(waiting.remove());
        }
        return together;
    }

    private void goOn() {
        busy.set(false);
        takeUnlessBusy();
    }
}
