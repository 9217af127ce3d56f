package dev.touchline.messaging.topology;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.Set;

/**
 * A queue with a consumer in this process.
 *
 * @param exchange to which the consumer binds the queue, or null if the topology does
 * @param exclusive true if only this process uses the queue, which is deleted with the connection
 * @param publishers the broker users whose messages are accepted; empty if those of all are
 */
public record ConsumedQueue(String name, String exchange, boolean exclusive, Set<String> publishers) {

    /** Whether messages of the broker user are accepted; null is a message without a user. */
    public boolean accepts(String user) {
        return publishers.isEmpty() || user != null && publishers.contains(user);
    }

    /**
     * An exclusive queue in place of this one, which belongs to an earlier connection: the broker notices a minute later
     * that the node of that connection hangs, or is separated from the others.
     */
    public ConsumedQueue renamed() {
        return new ConsumedQueue(name + "+", exchange, exclusive, publishers);
    }

    /** Declares and binds the queue as far as {@link Topology} does not. */
    public void declare(Channel channel) throws IOException {
        if (exclusive) {
            channel.queueDeclare(name, false, true, true, Topology.LIVE_QUEUE_ARGUMENTS);
        }
        if (exchange != null) {
            channel.queueBind(name, exchange, "");
        }
    }
}
