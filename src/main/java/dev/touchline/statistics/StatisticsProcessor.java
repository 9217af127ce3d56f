package dev.touchline.statistics;

import dev.touchline.event.Report;
import dev.touchline.event.SportCatalogue;
import dev.touchline.format.MalformedException;
import dev.touchline.format.ReportBatch;
import dev.touchline.format.UpdateJson;
import dev.touchline.messaging.ConfirmedPublisher;
import dev.touchline.messaging.Delivery;
import dev.touchline.messaging.MessageProperties;
import dev.touchline.messaging.Publishers;
import dev.touchline.messaging.SettingAside;
import dev.touchline.statistics.Lanes.Part;
import dev.touchline.statistics.Storing.PassingException;
import dev.touchline.statistics.Storing.Refused;
import dev.touchline.tracing.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.TracingMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Takes what has come, together: decode, store, publish the updates, set aside what cannot be stored, wait for the
 * confirms, acknowledge: a crash anywhere in between repeats the whole, and repeating is harmless.
 */
@ApplicationScoped
public class StatisticsProcessor {

    private static final Logger LOG = Logger.getLogger(StatisticsProcessor.class);
    private static final Lanes.Bounds BOUNDS = new Lanes.Bounds(100, 2 * 1024 * 1024, 1_000);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(1);

    private final SportCatalogue catalogue;
    private final EventLog log;
    private final ConfirmedPublisher updates;
    private final SettingAside settingAside;
    private final StatisticsMeters meters;
    private final Tracing tracing;
    private final int lanes;

    StatisticsProcessor(
            SportCatalogue catalogue,
            EventLog log,
            @Channel("updates") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) Emitter<byte[]> emitter,
            Publishers publishers,
            SettingAside settingAside,
            StatisticsMeters meters,
            Tracing tracing,
            StatisticsConfig config) {
        this.catalogue = catalogue;
        this.log = log;
        this.updates = publishers.to("updates", emitter);
        this.settingAside = settingAside;
        this.meters = meters;
        this.tracing = tracing;
        this.lanes = config.lanes();
    }

    /** Takes what was published to the exchange. */
    @Incoming("statistics")
    public Flow.Subscriber<Message<byte[]>> statistics() {
        return lanes();
    }

    /**
     * Takes what reached no queue when it was published, because the queue had just been deleted; it is as good as any.
     */
    @Incoming("unrouted")
    public Flow.Subscriber<Message<byte[]>> unrouted() {
        return lanes();
    }

    private Lanes lanes() {
        return new Lanes(lanes, BOUNDS, this::read, Infrastructure.getDefaultWorkerPool(), this::process);
    }

    private Lanes.Content read(Message<byte[]> message) {
        try {
            ReportBatch.Parts parts = ReportBatch.read(message.getPayload(), catalogue);
            return new Lanes.Content(
                    parts.reports(),
                    parts.refused().stream()
                            .map(item -> new Refused(
                                    ("[" + item.item() + "]").getBytes(StandardCharsets.UTF_8), item.reason(), 1))
                            .toList());
        } catch (RuntimeException e) {
            return new Lanes.Content(List.of(), List.of(new Refused(message.getPayload(), reason(e), 1)));
        }
    }

    private static String reason(RuntimeException e) {
        return e instanceof MalformedException ? e.getMessage() : e.toString();
    }

    private Uni<Uni<Void>> process(List<Part> parts) {
        Span step = tracing.begin(
                "statistics store",
                SpanKind.CONSUMER,
                parts.stream().map(part -> cause(part.message())).toList());
        return storing(parts).flatMap(stored -> {
            Uni<Void> rest = publish(stored.updates(), Tracing.after(step))
                    .chain(() -> setAside(stored.refused()))
                    .onTermination()
                    .invoke(() -> step.end());
            // What is stored next need not wait for the confirm of the updates: whoever takes those puts them in the
            // order of their positions. Dead letters are read in the order in which they came.
            return stored.refused().isEmpty()
                    ? Uni.createFrom().item(rest)
                    : rest.map(done -> Uni.createFrom().voidItem());
        });
    }

    private static Context cause(Message<byte[]> message) {
        return message.getMetadata(TracingMetadata.class)
                .map(TracingMetadata::getPreviousContext)
                .orElse(Context.root());
    }

    private Uni<Stored> storing(List<Part> parts) {
        // What a delivery or an attempt before this one stored it may not have published any more.
        AtomicBoolean repeat = new AtomicBoolean(
                parts.stream().map(part -> delivery(part.message())).anyMatch(Delivery::redelivered));
        return Uni.createFrom()
                .item(() -> store(parts, repeat.getAndSet(true)))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                // A dependency that is away comes back; good events wait for it and are not set aside.
                .onFailure(PassingException.class)
                .invoke(e -> LOG.warnf("Cannot store at the moment, trying again: %s", e.getMessage()))
                .onFailure(PassingException.class)
                .retry()
                .withBackOff(FIRST_RETRY, LONGEST_RETRY)
                .indefinitely()
                // Nothing is known to lead here. Rejecting the messages would not tell why.
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.error("Reports cannot be processed and go to the dead letters as a whole", failure);
                    return new Stored(
                            List.of(),
                            parts.stream()
                                    .map(part -> new SetAside(
                                            new Refused(part.message().getPayload(), failure.toString(), 1),
                                            delivery(part.message())))
                                    .toList());
                });
    }

    private static Delivery delivery(Message<byte[]> message) {
        return message.getMetadata(Delivery.class).orElseThrow();
    }

    /** What became of reports: the updates to publish, and what is to be set aside. */
    private record Stored(List<UpdateJson.Placed> updates, List<SetAside> refused) {}

    private record SetAside(Refused refused, Delivery delivery) {}

    private Stored store(List<Part> parts, boolean repeat) {
        List<SetAside> refused = new ArrayList<>();
        // A report is itself and no other, whatever it says.
        Map<Report, Delivery> deliveries = new IdentityHashMap<>();
        List<Report> reports = new ArrayList<>();
        for (Part part : parts) {
            Delivery delivery = delivery(part.message());
            part.refused().forEach(one -> refused.add(new SetAside(one, delivery)));
            part.reports().forEach(report -> deliveries.put(report, delivery));
            reports.addAll(part.reports());
        }
        Storing storing = new Storing(
                log::store, repeat, (report, reason) -> refused.add(new SetAside(reason, deliveries.get(report))));
        storing.store(reports);
        meters.stored(reports, storing.updates().size());
        return new Stored(storing.updates(), refused);
    }

    private Uni<Void> publish(List<UpdateJson.Placed> changes, Context trace) {
        if (changes.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return persistently(
                () -> updates.publish(
                        UpdateJson.batch(changes), MessageProperties.of(UpdateJson.CONTENT_TYPE), "", List.of(trace)),
                "Updates not published");
    }

    private Uni<Void> setAside(List<SetAside> refused) {
        return Multi.createFrom()
                .iterable(refused)
                .onItem()
                .transformToUniAndConcatenate(this::setAside)
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> setAside(SetAside one) {
        Refused what = one.refused();
        LOG.errorf("An event cannot be processed and goes to the dead letters: %s", what.reason());
        return persistently(
                () -> settingAside.setAside(what.body(), what.reason(), what.attempts(), one.delivery()),
                "Dead letter not published");
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
