package dev.touchline.statistics;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Takes messages together: a message that comes while nothing is under way is taken at once and alone, and what comes
 * meanwhile is taken next. A transaction costs nearly the same for one event as for a hundred.
 */
final class Gathering implements Flow.Subscriber<Message<byte[]>> {

    private final int messages;
    private final long bytes;
    private final Function<List<Message<byte[]>>, Uni<Void>> work;
    private final Queue<Message<byte[]>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private Flow.Subscription subscription;

    /**
     * @param messages how many may be taken together, or wait for it
     * @param bytes how much their bodies may have together, unless one has more
     * @param work what is done with them; must not fail
     */
    Gathering(int messages, long bytes, Function<List<Message<byte[]>>, Uni<Void>> work) {
        this.messages = messages;
        this.bytes = bytes;
        this.work = work;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        // What is not asked for goes back to the broker when the connection is lost.
        subscription.request(messages);
    }

    @Override
    public void onNext(Message<byte[]> message) {
        waiting.add(message);
        takeUnlessBusy();
    }

    private void takeUnlessBusy() {
        while (!waiting.isEmpty() && busy.compareAndSet(false, true)) {
            List<Message<byte[]>> together = together();
            if (together.isEmpty()) {
                // Somebody else was faster; but something may have come since.
                busy.set(false);
            } else {
                work.apply(together).subscribe().with(done -> goOn(together.size()));
                return;
            }
        }
    }

    private List<Message<byte[]>> together() {
        List<Message<byte[]>> together = new ArrayList<>();
        long size = 0;
        for (Message<byte[]> next = waiting.peek(); next != null; next = waiting.peek()) {
            size += next.getPayload().length;
            if (!together.isEmpty() && (size > bytes || together.size() == messages)) {
                break;
            }
            together.add(waiting.remove());
        }
        return together;
    }

    private void goOn(int taken) {
        busy.set(false);
        subscription.request(taken);
        takeUnlessBusy();
    }

    @Override
    public void onError(Throwable failure) {
        // The connector's streams do not fail.
        throw new IllegalStateException(failure);
    }

    @Override
    public void onComplete() {
        // What is waiting is still taken.
    }
}
