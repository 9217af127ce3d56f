package dev.touchline.statistics;

import dev.touchline.event.SportCatalogue;
import dev.touchline.format.MalformedException;
import dev.touchline.format.ReportBatch;
import dev.touchline.format.UpdateJson;
import dev.touchline.messaging.ConfirmedPublisher;
import dev.touchline.messaging.Delivery;
import dev.touchline.messaging.Publishers;
import dev.touchline.messaging.SettingAside;
import dev.touchline.statistics.Storing.PassingException;
import dev.touchline.statistics.Storing.Refused;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Decode, store, publish the updates, set aside what cannot be stored, wait for the confirms, acknowledge: a crash
 * anywhere in between repeats the whole, and repeating is harmless.
 */
@ApplicationScoped
public class StatisticsProcessor {

    private static final Logger LOG = Logger.getLogger(StatisticsProcessor.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(1);

    private final SportCatalogue catalogue;
    private final EventLog log;
    private final ConfirmedPublisher updates;
    private final SettingAside settingAside;
    private final StatisticsMeters meters;

    StatisticsProcessor(
            SportCatalogue catalogue,
            EventLog log,
            @Channel("updates") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> emitter,
            Publishers publishers,
            SettingAside settingAside,
            StatisticsMeters meters) {
        this.catalogue = catalogue;
        this.log = log;
        this.updates = publishers.to("updates", emitter);
        this.settingAside = settingAside;
        this.meters = meters;
    }

    /**
     * Takes one batch; the next one comes when the returned Uni completes. What reached no queue when it was published,
     * because the queue had just been deleted, comes by way of {@code unrouted} and is as good as any.
     */
    @Incoming("statistics")
    @Incoming("unrouted")
    public Uni<Void> process(Message<byte[]> message) {
        Delivery delivery = message.getMetadata(Delivery.class).orElseThrow();
        // What a delivery or an attempt before this one stored it may not have published any more.
        AtomicBoolean repeat = new AtomicBoolean(delivery.redelivered());
        return Uni.createFrom()
                .item(() -> store(message.getPayload(), repeat.getAndSet(true)))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                // A dependency that is away comes back; good events wait for it and are not set aside.
                .onFailure(PassingException.class)
                .invoke(e -> LOG.warnf("Cannot store at the moment, trying again: %s", e.getMessage()))
                .onFailure(PassingException.class)
                .retry()
                .withBackOff(FIRST_RETRY, LONGEST_RETRY)
                .indefinitely()
                .flatMap(storing -> publish(storing.updates()).chain(() -> setAside(storing.refused(), delivery)))
                // Nothing is known to lead here. Rejecting it would not tell why.
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.error("A message cannot be processed and goes to the dead letters as a whole", failure);
                    return setAside(List.of(new Refused(message.getPayload(), failure.toString(), 1)), delivery);
                })
                .chain(() -> Uni.createFrom().completionStage(message.ack()));
    }

    private Storing store(byte[] body, boolean repeat) {
        Storing storing = new Storing(log::store, repeat);
        try {
            ReportBatch.Parts parts = ReportBatch.read(body, catalogue);
            parts.refused()
                    .forEach(refused -> storing.refuse(
                            ("[" + refused.item() + "]").getBytes(StandardCharsets.UTF_8), refused.reason(), 1));
            storing.store(parts.reports());
            meters.stored(parts.reports(), storing.updates().size());
        } catch (MalformedException e) {
            storing.refuse(body, e.getMessage(), 1);
        }
        return storing;
    }

    private Uni<Void> publish(List<UpdateJson.Placed> changes) {
        if (changes.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return persistently(
                () -> updates.publish(UpdateJson.batch(changes), UpdateJson.CONTENT_TYPE, ""), "Updates not published");
    }

    private Uni<Void> setAside(List<Refused> refused, Delivery delivery) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (Refused one : refused) {
            LOG.errorf("An event cannot be processed and goes to the dead letters: %s", one.reason());
            all = all.chain(() -> persistently(
                    () -> settingAside.setAside(one.body(), one.reason(), one.attempts(), delivery),
                    "Dead letter not published"));
        }
        return all;
    }

    private static Uni<Void> persistently(Supplier<Uni<? extends Void>> publishing, String complaint) {
        return Uni.createFrom()
                .deferred(publishing)
                .onFailure()
                .invoke(e -> LOG.warnf("%s, trying again: %s", complaint, e.getMessage()))
                .onFailure()
                .retry()
                .withBackOff(FIRST_RETRY, LONGEST_RETRY)
                .indefinitely();
    }
}
