package dev.touchline.messaging.connector;

import com.rabbitmq.client.Channel;
import java.io.IOException;

/**
 * A queue with a consumer in this process.
 *
 * @param exchange to which the consumer binds the queue, or null if the topology does
 * @param exclusive true if only this process uses the queue, which is deleted with the connection
 */
record ConsumedQueue(String name, String exchange, boolean exclusive) {

    /** Declares and binds the queue as far as {@link Topology} does not. */
    void declare(Channel channel) throws IOException {
        if (exclusive) {
            channel.queueDeclare(name, false, true, true, null);
        }
        if (exchange != null) {
            channel.queueBind(name, exchange, "");
        }
    }
}
