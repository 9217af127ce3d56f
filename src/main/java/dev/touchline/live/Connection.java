package dev.touchline.live;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One open stream. Updates that arrive while its beginning is being read wait, and then follow it. */
final class Connection implements Feed.Follower {

    private final Course course;
    private final Outlet outlet;
    private final int mostEarly;
    private final Supplier<Buffer> goodbye;
    private List<Told> early = new ArrayList<>();
    private long sent;

    /**
     * @param mostEarly how many updates may wait for the beginning
     * @param goodbye the frame that ends the stream
     */
    Connection(Course course, Outlet outlet, int mostEarly, Supplier<Buffer> goodbye) {
        this.course = course;
        this.outlet = outlet;
        this.mostEarly = mostEarly;
        this.goodbye = goodbye;
    }

    @Override
    public Interest interest() {
        return course.interest();
    }

    /** Sends the beginning, and what came meanwhile. */
    synchronized void begin(Course.Beginning beginning) {
        sent = beginning.from();
        outlet.sendAll(beginning.frames());
        List<Told> arrived = early;
        early = null;
        arrived.forEach(this::send);
    }

    @Override
    public synchronized void take(Told update) {
        if (early == null) {
            send(update);
        } else if (early.size() < mostEarly) {
            early.add(update);
        } else {
            sayGoodbye();
        }
    }

    private void send(Told update) {
        long number = course.number(update);
        if (number > sent) {
            sent = number;
            outlet.send(course.frame(update));
        }
    }

    @Override
    public void lose() {
        sayGoodbye();
    }

    /** Ends the stream; the client comes back. */
    void sayGoodbye() {
        outlet.end(goodbye.get());
    }

    void heartbeat() {
        outlet.heartbeat();
    }
}
