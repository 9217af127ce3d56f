package dev.touchline.live;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One open stream. Updates that arrive while its beginning is being read wait, and then follow it. For its event loop
 * alone.
 */
final class Connection {

    private static final Logger LOG = Logger.getLogger(Connection.class);

    private final Audience.Key audience;
    private final Outlet outlet;
    private final int mostEarly;
    private final Supplier<Buffer> goodbye;
    private List<Told> early = new ArrayList<>(0);
    private long sent;
    private int place;
    private int beat;

    /**
     * @param mostEarly how many updates may wait for the beginning
     * @param goodbye the frame that ends the stream
     */
    Connection(Audience.Key audience, Outlet outlet, int mostEarly, Supplier<Buffer> goodbye) {
        this.audience = audience;
        this.outlet = outlet;
        this.mostEarly = mostEarly;
        this.goodbye = goodbye;
    }

    /** Whom it belongs to. */
    Audience.Key audience() {
        return audience;
    }

    /** Where it is among them. */
    int place() {
        return place;
    }

    void sitsAt(int place) {
        this.place = place;
    }

    /** The moment of its heartbeats. */
    int beat() {
        return beat;
    }

    void beatsAt(int moment) {
        this.beat = moment;
    }

    /** Sends the beginning, and what came meanwhile. */
    void begin(Course.Beginning beginning) {
        sent = beginning.from();
        outlet.addAll(beginning.frames());
        List<Told> arrived = early;
        early = null;
        arrived.forEach(this::add);
        outlet.drain();
    }

    /** Sends updates, or keeps them for later. */
    void take(Bundle bundle) {
        try {
            if (early != null) {
                bundle.updates().forEach(this::keep);
            } else if (outlet.ready() && sent < bundle.first()) {
                sent = bundle.last();
                outlet.write(bundle);
            } else {
                bundle.updates().forEach(this::add);
                outlet.drain();
            }
        } catch (RuntimeException e) {
            // The others are still to be told.
            LOG.warnf("A stream broke: %s", e.getMessage());
            outlet.cutOff();
        }
    }

    private void keep(Told update) {
        if (early.size() < mostEarly) {
            early.add(update);
        } else {
            sayGoodbye();
        }
    }

    private void add(Told update) {
        long number = audience.numbering().number(update);
        if (number > sent) {
            sent = number;
            outlet.add(audience.numbering().frame(update));
        }
    }

    /** Ends the stream; the client comes back. */
    void sayGoodbye() {
        outlet.end(goodbye.get());
    }

    void heartbeat() {
        outlet.heartbeat();
    }
}
