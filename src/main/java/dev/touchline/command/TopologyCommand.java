package dev.touchline.command;

import com.rabbitmq.client.ShutdownSignalException;
import dev.touchline.messaging.topology.BrokerConnections;
import dev.touchline.messaging.topology.Topology;
import io.quarkus.runtime.QuarkusApplication;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Declares exchanges, queues and bindings, with a broker user that may do so. Needs only the broker, and waits for it.
 * Exit codes: 0 declared, 2 wrong arguments, 3 failed.
 */
class TopologyCommand implements QuarkusApplication {

    static final String NAME = "topology";
    static final String USAGE = NAME + " [--timeout 60] declares the broker's exchanges, queues and bindings; gives up"
            + " after so many seconds.";

    private static final CommandOptions.Syntax SYNTAX = new CommandOptions.Syntax(Set.of("timeout"), Set.of(), 0);
    private static final int DEFAULT_SECONDS = 60;
    private static final int MAX_SECONDS = 3_600;

    private final Topology topology;
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    TopologyCommand(Topology topology) {
        this.topology = topology;
    }

    /** The timeout in seconds. Throws IllegalArgumentException if an argument is wrong. */
    static int timeout(String... args) {
        return SYNTAX.parse(args).number("timeout", DEFAULT_SECONDS, 1, MAX_SECONDS);
    }

    @Override
    public int run(String... args) throws InterruptedException {
        int timeout = timeout(Arrays.copyOfRange(args, 1, args.length));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(timeout);
        String reason = "";
        // Every failure is tried again: the broker, its user and the permissions may not exist yet.
        do {
            try {
                topology.declare();
                out.println("Declared: exchanges, queues and bindings.");
                return Command.EXIT_OK;
            } catch (IOException | TimeoutException | ShutdownSignalException e) {
                if (!reason.equals(BrokerConnections.reason(e))) {
                    reason = BrokerConnections.reason(e);
                    err.println("Not declared, trying again: " + reason);
                }
            }
            TimeUnit.SECONDS.sleep(1);
        } while (System.nanoTime() < deadline);
        err.println("Failed: not declared within " + timeout + " s: " + reason);
        return Command.EXIT_FAILED;
    }
}
