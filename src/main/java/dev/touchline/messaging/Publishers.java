package dev.touchline.messaging;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.NoOpMetricsCollector;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.reactive.messaging.ClientCustomizer;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.vertx.rabbitmq.RabbitMQOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.Config;

/** Makes the publishers, and tells each of them when its channel was opened anew. */
@ApplicationScoped
public class Publishers implements ClientCustomizer<RabbitMQOptions> {

    private final MessagingConfig config;
    private final MeterRegistry metrics;
    private final Map<String, ConfirmedPublisher> publishers = new ConcurrentHashMap<>();

    Publishers(MessagingConfig config, MeterRegistry metrics) {
        this.config = config;
        this.metrics = metrics;
    }

    /**
     * A publisher for the outgoing channel of that name.
     *
     * @param emitter the channel's, with {@code @OnOverflow(UNBOUNDED_BUFFER)}: the bound is the publisher's
     */
    public ConfirmedPublisher to(String channel, MutinyEmitter<byte[]> emitter) {
        ConfirmedPublisher publisher = new ConfirmedPublisher(
                emitter, config.confirmTimeout(), config.mostInFlight().asLongValue());
        publishers.put(channel, publisher);
        metrics.gauge(
                "touchline.publisher.in.flight.bytes",
                java.util.List.of(io.micrometer.core.instrument.Tag.of("channel", channel)),
                publisher,
                ConfirmedPublisher::inFlight);
        return publisher;
    }

    @Override
    public RabbitMQOptions customize(String channel, Config channelConfig, RabbitMQOptions options) {
        options.setMetricsCollector(new NoOpMetricsCollector() {
            @Override
            public void newChannel(Channel opened) {
                ConfirmedPublisher publisher = publishers.get(channel);
                if (publisher != null) {
                    publisher.channelOpened();
                }
            }
        });
        return options;
    }
}
