package dev.touchline.messaging.connector;

import com.rabbitmq.client.Channel;
import java.io.IOException;

/**
 * A queue that is consumed: one that the topology declares and all replicas share, or one of this process alone.
 *
 * @param name the queue's name
 * @param exchange the exchange it is bound to by whoever consumes it, or null where the topology binds it
 * @param exclusive whether it is this process's own, and goes with it
 */
record ConsumedQueue(String name, String exchange, boolean exclusive) {

    /** Declares and binds it, as far as that is not the topology's to do. */
    void declare(Channel channel) throws IOException {
        if (exclusive) {
            channel.queueDeclare(name, false, true, true, null);
        }
        if (exchange != null) {
            channel.queueBind(name, exchange, "");
        }
    }

    /** Whether others may use it, too, and so delete it and declare it again. */
    boolean shared() {
        return !exclusive;
    }
}
