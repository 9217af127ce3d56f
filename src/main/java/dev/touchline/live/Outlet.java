package dev.touchline.live;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * Frames on their way to one connection. What the connection does not take waits here, up to a bound; past it the
 * connection is cut off, so that a slow reader slows nobody and fills no memory. Frames are shared, not copied.
 */
final class Outlet {

    /** RFC 9113, section 7: CANCEL. */
    private static final long CANCEL = 0x8;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context context;
    private final Runnable tooSlow;
    private final Queue<Buffer> waiting = new ArrayDeque<>();
    private int most;
    private boolean draining;
    private boolean ending;
    private boolean cutOff;

    /**
     * @param context runs the connection; everything that touches it happens there
     * @param most how many frames may wait
     * @param tooSlow is told when the connection is cut off
     */
    Outlet(HttpServerRequest request, Context context, int most, Runnable tooSlow) {
        this.request = request;
        this.response = request.response();
        this.context = context;
        this.most = most;
        this.tooSlow = tooSlow;
        response.drainHandler(drained -> drain());
    }

    /** Sends what a client missed, however much it is: whoever asks for it has to wait for it. */
    synchronized void sendAll(List<Buffer> frames) {
        most += frames.size();
        frames.forEach(this::send);
    }

    /** Sends a frame when the connection takes it. Never blocks. */
    synchronized void send(Buffer frame) {
        if (ending || cutOff) {
            return;
        }
        if (waiting.size() >= most) {
            cutOff = true;
            waiting.clear();
            context.runOnContext(now -> close());
            return;
        }
        waiting.add(frame);
        drainSoon();
    }

    /** Sends a heartbeat, unless frames wait, which say as much. */
    synchronized void heartbeat() {
        if (waiting.isEmpty()) {
            send(Frames.heartbeat());
        }
    }

    /** Sends the last frame, and ends the stream after it. */
    synchronized void end(Buffer last) {
        if (!ending && !cutOff) {
            waiting.add(last);
            ending = true;
            drainSoon();
        }
    }

    private void drainSoon() {
        if (!draining) {
            draining = true;
            context.runOnContext(now -> drain());
        }
    }

    private void drain() {
        while (!response.closed() && !response.ended() && !response.writeQueueFull()) {
            Buffer next = next();
            if (next != null) {
                response.write(next);
            } else {
                // Outside the lock: whoever is told of the end may hold others.
                if (ended()) {
                    response.end();
                }
                return;
            }
        }
    }

    // Nothing else is to be drained once this has said that there is nothing.
    private synchronized Buffer next() {
        Buffer next = waiting.poll();
        draining = next != null;
        return next;
    }

    private synchronized boolean ended() {
        return ending && waiting.isEmpty();
    }

    private void close() {
        tooSlow.run();
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset(CANCEL);
        } else if (request.connection() instanceof ConnectionBase connection) {
            // To close it in the ordinary way means to write first what it does not take; from the first handler on,
            // there is only the socket.
            connection.channel().pipeline().firstContext().close();
        } else {
            request.connection().close();
        }
    }
}
