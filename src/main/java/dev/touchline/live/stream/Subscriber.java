package dev.touchline.live.stream;

import dev.touchline.live.feed.FrameBatch;
import dev.touchline.live.feed.LastEventId;
import dev.touchline.live.feed.SseFrames;
import dev.touchline.live.feed.StreamUpdate;
import dev.touchline.live.feed.UpdatePage;
import dev.touchline.live.query.MatchCache.LaterUpdates;
import dev.touchline.live.sse.SseWriter;
import dev.touchline.logging.ThrottledLog;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One open stream. A subscriber is live while its connection takes every batch. A subscriber that starts, resumes or reads
 * too slowly is late: it keeps no updates, only its position, and reads the missed ones in pages as fast as its connection
 * takes them, until it is live again. Confined to its event loop.
 */
final class Subscriber {

    private static final ThrottledLog FAILED_WRITES = new ThrottledLog(Logger.getLogger(Subscriber.class));

    private final StreamSource source;
    private final SubscriberGroup.GroupKey groupKey;
    private final SseWriter writer;
    private final Owner owner;
    private final int maxLate;
    private final Supplier<Buffer> closingFrame;
    private boolean started;
    private boolean live;
    private boolean reading;
    /** If late: every update up to this position was written. */
    private long position;
    /** If late: the number of updates that were dispatched while its connection took none. */
    private int late;
    /** If late: because this process dropped updates, so that it cannot be cut off for what it missed. */
    private boolean dropped;

    private long lastId;
    /** Updates after the last id that the snapshot has already; null after the last of them. Ids are unresumable before. */
    private LaterUpdates included;

    private int index;
    private int heartbeatSlot;

    /** Does for a subscriber what it cannot do on its event loop. */
    interface Owner {

        /** Reads a page from the database, for {@link #onPage}. */
        void readStored(Subscriber subscriber, long position, long lastId);

        /** Starts the stream again after the last event, or with a new snapshot if that is null, for {@link #start}. */
        void restart(Subscriber subscriber, LastEventId last);

        /** Runs {@link #catchUp} again after other tasks of the event loop. */
        void catchUpLater(Subscriber subscriber);

        /** The subscriber is cut off, since it reads too slowly. */
        void onTooLate();
    }

    /** @param maxLate bound of updates by which the subscriber may be late */
    Subscriber(StreamSource source, SseWriter writer, Owner owner, int maxLate, Supplier<Buffer> closingFrame) {
        this.source = source;
        this.groupKey = SubscriberGroup.GroupKey.of(source);
        this.writer = writer;
        this.owner = owner;
        this.maxLate = maxLate;
        this.closingFrame = closingFrame;
        writer.onReady(this::catchUp);
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

    /** Sends the snapshot, if any, then the missed updates. */
    void start(StreamSource.StreamStart start) {
        position = start.position();
        lastId = start.lastId();
        included = start.included();
        started = true;
        dropped = false;
        if (start.snapshot() == null) {
            catchUp();
        } else {
            writer.writeSnapshot(start.snapshot());
        }
    }

    /** Sends the updates; a late subscriber reads them later. */
    void onBatch(FrameBatch batch) {
        try {
            if (live && writer.isReady()) {
                write(batch);
            } else if (started) {
                skip(batch);
            }
        } catch (RuntimeException e) {
            // Must not prevent the dispatch to the other subscribers.
            FAILED_WRITES.warn("Closing the stream of %s after a failed write: %s", groupKey.filter(), e);
            writer.abort();
        }
    }

    private void write(FrameBatch batch) {
        if (included == null && lastId < batch.firstNumber()) {
            lastId = batch.lastNumber();
            writer.write(batch);
        } else {
            write(batch.updates());
        }
    }

    private void skip(FrameBatch batch) {
        becomeLate(batch.updates().get(0).position() - 1);
        if (!writer.isReady()) {
            late += batch.updates().size();
        }
        if (late > maxLate) {
            // Also against further batches.
            started = false;
            owner.onTooLate();
            writer.abort();
        }
    }

    private void becomeLate(long from) {
        if (live) {
            live = false;
            position = from;
            late = 0;
        }
    }

    /** Updates after the position were dropped; those before were dispatched. */
    void onDropped(long from) {
        if (started) {
            becomeLate(from);
            dropped = true;
            owner.catchUpLater(this);
        }
    }

    // Updates may be both in a page and in a later batch.
    private void write(List<StreamUpdate> updates) {
        Buffer frames = Buffer.buffer();
        for (StreamUpdate update : updates) {
            if (included != null && !included.mayContain(update)) {
                included = null;
            }
            long id = groupKey.idScheme().number(update);
            if (id > lastId) {
                lastId = id;
                if (included == null) {
                    frames.appendBuffer(groupKey.idScheme().frame(update));
                } else if (!included.contains(update)) {
                    frames.appendBuffer(SseFrames.unresumableEvent(
                            "update", update.position(), update.update().json()));
                }
            }
        }
        if (frames.length() > 0) {
            writer.write(frames);
        }
    }

    /** Sends a late subscriber its next page, if the connection takes it. */
    void catchUp() {
        if (!started || live || reading || !writer.isReady()) {
            return;
        }
        UpdatePage page = source.recent(position);
        if (page == null) {
            reading = true;
            owner.readStored(this, position, lastId);
        } else {
            // Later updates are going to be dispatched.
            live = !page.more();
            dropped = dropped && !live;
            write(page);
        }
    }

    /**
     * Sends a page from the database; without one, the subscriber has missed too much: the stream ends, or starts again if
     * this process dropped what the subscriber missed.
     */
    void onPage(UpdatePage page) {
        reading = false;
        if (page == null && dropped) {
            started = false;
            // An id before the last update that the snapshot had already says nothing of what the client has.
            owner.restart(this, included == null ? new LastEventId(lastId, LastEventId.ANY) : null);
        } else if (page == null) {
            owner.onTooLate();
            close();
        } else if (writer.isReady()) {
            // Otherwise read again when the connection takes it.
            write(page);
        }
    }

    private void write(UpdatePage page) {
        position = Math.max(position, page.position());
        late = Math.max(0, late - page.updates().size());
        write(page.updates());
        if (!live) {
            owner.catchUpLater(this);
        }
    }

    /** Ends the stream; the client reconnects. */
    void close() {
        writer.end(closingFrame.get());
    }

    void heartbeat() {
        writer.heartbeat();
    }

    /** Frees what waits for the client; to be called when its stream has ended. */
    void release() {
        writer.release();
    }
}
