package dev.touchline.messaging;

import com.rabbitmq.client.Channel;
import java.io.IOException;

/**
 * A queue that is consumed: one that the topology declares and all replicas share, or one of this process alone.
 *
 * @param name the queue's name
 * @param exchange the exchange it is bound to by this process alone, or null where the topology declares it
 */
record ConsumedQueue(String name, String exchange) {

    /** Declares it, if that is not the topology's to do. */
    void declare(Channel channel) throws IOException {
        if (exchange != null) {
            channel.queueDeclare(name, false, true, true, null);
            channel.queueBind(name, exchange, "");
        }
    }
}
