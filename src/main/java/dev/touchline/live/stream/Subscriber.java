package dev.touchline.live.stream;

import dev.touchline.live.feed.StreamUpdate;
import dev.touchline.logging.ThrottledLog;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One open stream. Updates that arrive before its start has been read wait and then follow it. Confined to its event
 * loop.
 */
final class Subscriber {

    private static final ThrottledLog FAILED_WRITES = new ThrottledLog(Logger.getLogger(Subscriber.class));

    private final SubscriberGroup.GroupKey groupKey;
    private final SseWriter writer;
    private final int maxEarly;
    private final Supplier<Buffer> closingFrame;
    private List<StreamUpdate> early = new ArrayList<>(0);
    private long lastId;
    private int index;
    private int heartbeatSlot;

    /** @param maxEarly bound of updates that wait for the start */
    Subscriber(SubscriberGroup.GroupKey groupKey, SseWriter writer, int maxEarly, Supplier<Buffer> closingFrame) {
        this.groupKey = groupKey;
        this.writer = writer;
        this.maxEarly = maxEarly;
        this.closingFrame = closingFrame;
    }

    SubscriberGroup.GroupKey groupKey() {
        return groupKey;
    }

    /** The index within its group. */
    int index() {
        return index;
    }

    void setIndex(int index) {
        this.index = index;
    }

    int heartbeatSlot() {
        return heartbeatSlot;
    }

    void setHeartbeatSlot(int slot) {
        this.heartbeatSlot = slot;
    }

    /** Sends the start, then the updates that arrived meanwhile. */
    void start(StreamSource.StreamStart start) {
        lastId = start.lastId();
        writer.addAll(start.frames());
        List<StreamUpdate> arrived = early;
        early = null;
        arrived.forEach(this::append);
        writer.drain();
    }

    /** Sends the updates, or keeps them until the start. */
    void onBatch(FrameBatch batch) {
        try {
            if (early != null) {
                batch.updates().forEach(this::keepEarly);
            } else if (writer.isReady() && lastId < batch.firstId()) {
                lastId = batch.lastId();
                writer.write(batch);
            } else {
                batch.updates().forEach(this::append);
                writer.drain();
            }
        } catch (RuntimeException e) {
            // Must not prevent the dispatch to the other subscribers.
            FAILED_WRITES.warn("Closing the stream of %s after a failed write: %s", groupKey.filter(), e);
            writer.abort();
        }
    }

    private void keepEarly(StreamUpdate update) {
        if (early.size() < maxEarly) {
            early.add(update);
        } else {
            close();
        }
    }

    private void append(StreamUpdate update) {
        long id = groupKey.idScheme().id(update);
        if (id > lastId) {
            lastId = id;
            writer.add(groupKey.idScheme().frame(update));
        }
    }

    /** Ends the stream; the client reconnects. */
    void close() {
        writer.end(closingFrame.get());
    }

    void heartbeat() {
        writer.heartbeat();
    }
}
