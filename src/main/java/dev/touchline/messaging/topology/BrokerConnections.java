package dev.touchline.messaging.topology;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import dev.touchline.network.ClientTls;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Opens connections to the broker that the keys {@code rabbitmq-*} name: one node, or several of a cluster. */
@ApplicationScoped
public class BrokerConnections {

    private static final int TIMEOUT_MILLIS = 3_000;
    /**
     * A node whose cluster has no majority, or whose queue is on a node that hangs, answers no declaration. The client's
     * default is ten minutes.
     */
    private static final int CALL_TIMEOUT_MILLIS = 15_000;
    /** A dead connection is detected after two heartbeats. */
    private static final int HEARTBEAT_SECONDS = 10;
    /** RabbitMQ's default for max_message_size, and the client's default for bodies. */
    private static final int MIN_BODY_BYTES = 16 << 20;

    private static final int MAX_BODY_BYTES = 64 << 20;
    /** The client holds a body twice while it joins its frames. */
    private static final int HEAP_SHARE = 8;

    private static final String NO_CREDENTIALS =
            "No broker user: set rabbitmq-username (RABBITMQ_USERNAME) and rabbitmq-password (RABBITMQ_PASSWORD).";

    private final ConnectionFactory factory = new ConnectionFactory();
    private final List<Address> addresses;

    public BrokerConnections(
            @ConfigProperty(name = "rabbitmq-addresses") Optional<String> addresses,
            @ConfigProperty(name = "rabbitmq-host", defaultValue = "localhost") String host,
            @ConfigProperty(name = "rabbitmq-port", defaultValue = "5672") int port,
            @ConfigProperty(name = "rabbitmq-username") Optional<String> username,
            @ConfigProperty(name = "rabbitmq-password") Optional<String> password,
            @ConfigProperty(name = "rabbitmq-virtual-host", defaultValue = "/") String virtualHost,
            @ConfigProperty(name = "rabbitmq-ssl", defaultValue = "false") boolean ssl,
            ClientTls tls) {
        this.addresses = addresses
                .map(list -> List.of(Address.parseAddresses(list)))
                .orElseGet(() -> List.of(new Address(host, port)));
        factory.setUsername(username.orElseThrow(() -> new IllegalStateException(NO_CREDENTIALS)));
        factory.setPassword(password.orElseThrow(() -> new IllegalStateException(NO_CREDENTIALS)));
        factory.setVirtualHost(virtualHost);
        factory.setConnectionTimeout(TIMEOUT_MILLIS);
        factory.setHandshakeTimeout(TIMEOUT_MILLIS);
        factory.setChannelRpcTimeout(CALL_TIMEOUT_MILLIS);
        factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
        factory.setAutomaticRecoveryEnabled(false);
        // A larger body ends the connection, and the broker delivers it again.
        long share = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
        factory.setMaxInboundMessageBodySize((int) Math.min(MAX_BODY_BYTES, Math.max(MIN_BODY_BYTES, share)));
        if (ssl) {
            // Called for each connection, so that new connections use renewed certificates.
            factory.setSslContextFactory(connection -> tls.context(ClientTls.RABBITMQ));
            if (tls.verifiesHost(ClientTls.RABBITMQ)) {
                factory.enableHostnameVerification();
            }
        }
    }

    /** The broker's message, which is in the cause of the client's exception. */
    public static String reason(Exception e) {
        if (e instanceof Topology.MissingException) {
            return e.getMessage();
        }
        return String.valueOf(e.getCause() == null ? e : e.getCause());
    }

    /** Whether the broker closed a channel with the reply code. */
    public static boolean isClosedWith(int code, Throwable cause) {
        return cause instanceof ShutdownSignalException signal
                && signal.getReason() instanceof AMQP.Channel.Close close
                && close.getReplyCode() == code;
    }

    /** The broker user of this process. Throws IllegalStateException if none is configured. */
    public String username() {
        return factory.getUsername();
    }

    /**
     * Opens a connection to one of the nodes, blocking; the purpose is shown in the broker's list of connections. The nodes
     * are tried in a random order, so that the connections of all processes are spread over them, also after one was lost.
     */
    public Connection open(String purpose) throws IOException, TimeoutException {
        List<Address> order = new ArrayList<>(addresses);
        // The client shuffles only if it recovers connections itself.
        Collections.shuffle(order);
        return factory.newConnection(order, "touchline " + purpose);
    }
}
