package dev.touchline.messaging.connector;

import com.rabbitmq.client.Channel;
import dev.touchline.messaging.topology.Topology;
import java.io.IOException;
import java.util.Set;

/**
 * A queue with a consumer in this process.
 *
 * @param exchange to which the consumer binds the queue, or null if the topology does
 * @param exclusive true if only this process uses the queue, which is deleted with the connection
 * @param publishers the broker users whose messages are accepted; empty if those of all are
 */
record ConsumedQueue(String name, String exchange, boolean exclusive, Set<String> publishers) {

    /** Whether messages of the broker user are accepted; null is a message without a user. */
    boolean accepts(String user) {
        return publishers.isEmpty() || user != null && publishers.contains(user);
    }

    /** Declares and binds the queue as far as {@link Topology} does not. */
    void declare(Channel channel) throws IOException {
        if (exclusive) {
            channel.queueDeclare(name, false, true, true, Topology.LIVE_QUEUE_ARGUMENTS);
        }
        if (exchange != null) {
            channel.queueBind(name, exchange, "");
        }
    }
}
