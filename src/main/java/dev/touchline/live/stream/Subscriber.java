package dev.touchline.live.stream;

import dev.touchline.live.feed.StreamUpdate;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One open stream. Updates that arrive while its beginning is being read wait, and then follow it. For its event loop
 * alone.
 */
final class Subscriber {

    private static final Logger LOG = Logger.getLogger(Subscriber.class);

    private final SubscriberGroup.GroupKey groupKey;
    private final SseWriter writer;
    private final int maxEarly;
    private final Supplier<Buffer> closingFrame;
    private List<StreamUpdate> early = new ArrayList<>(0);
    private long lastId;
    private int index;
    private int heartbeatSlot;

    /**
     * @param maxEarly how many updates may wait for the beginning
     * @param closingFrame the frame that ends the stream
     */
    Subscriber(SubscriberGroup.GroupKey groupKey, SseWriter writer, int maxEarly, Supplier<Buffer> closingFrame) {
        this.groupKey = groupKey;
        this.writer = writer;
        this.maxEarly = maxEarly;
        this.closingFrame = closingFrame;
    }

    /** Whom it belongs to. */
    SubscriberGroup.GroupKey groupKey() {
        return groupKey;
    }

    /** Where it is among them. */
    int index() {
        return index;
    }

    void setIndex(int index) {
        this.index = index;
    }

    /** The moment of its heartbeats. */
    int heartbeatSlot() {
        return heartbeatSlot;
    }

    void setHeartbeatSlot(int slot) {
        this.heartbeatSlot = slot;
    }

    /** Sends the beginning, and what came meanwhile. */
    void start(StreamSource.StreamStart start) {
        lastId = start.lastId();
        writer.addAll(start.frames());
        List<StreamUpdate> arrived = early;
        early = null;
        arrived.forEach(this::append);
        writer.drain();
    }

    /** Sends updates, or keeps them for later. */
    void onBatch(FrameBatch batch) {
        try {
            if (early != null) {
                batch.updates().forEach(this::keepEarly);
            } else if (writer.isReady() && lastId < batch.first()) {
                lastId = batch.lastId();
                writer.write(batch);
            } else {
                batch.updates().forEach(this::append);
                writer.drain();
            }
        } catch (RuntimeException e) {
            // The others are still to be told.
            LOG.warnf("A stream broke: %s", e.getMessage());
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
        long number = groupKey.idScheme().id(update);
        if (number > lastId) {
            lastId = number;
            writer.add(groupKey.idScheme().frame(update));
        }
    }

    /** Ends the stream; the client comes back. */
    void close() {
        writer.end(closingFrame.get());
    }

    void heartbeat() {
        writer.heartbeat();
    }
}
