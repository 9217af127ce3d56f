package dev.touchline.statistics.processing;

import dev.touchline.codec.ReportBatch;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.event.Report;
import dev.touchline.event.SportCatalogue;
import dev.touchline.json.MalformedException;
import dev.touchline.messaging.connector.ConfirmedPublisher;
import dev.touchline.messaging.connector.DeliveryMetadata;
import dev.touchline.messaging.connector.MessageProperties;
import dev.touchline.messaging.connector.PublisherFactory;
import dev.touchline.messaging.deadletter.DeadLetterPublisher;
import dev.touchline.statistics.processing.BisectingWriter.RejectedReport;
import dev.touchline.statistics.processing.BisectingWriter.TransientFailureException;
import dev.touchline.statistics.processing.MatchPartitions.MessagePart;
import dev.touchline.statistics.storage.EventLog;
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
class StatisticsProcessor {

    private static final Logger LOG = Logger.getLogger(StatisticsProcessor.class);
    private static final MatchPartitions.Limits LIMITS = new MatchPartitions.Limits(100, 2 * 1024 * 1024, 1_000);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration MAX_RETRY = Duration.ofSeconds(1);

    private final SportCatalogue catalogue;
    private final EventLog log;
    private final ConfirmedPublisher updates;
    private final DeadLetterPublisher deadLetters;
    private final StatisticsMeters meters;
    private final Tracing tracing;
    private final int partitions;

    StatisticsProcessor(
            SportCatalogue catalogue,
            EventLog log,
            @Channel("updates") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) Emitter<byte[]> emitter,
            PublisherFactory publishers,
            DeadLetterPublisher deadLetters,
            StatisticsMeters meters,
            Tracing tracing,
            StatisticsConfig config) {
        this.catalogue = catalogue;
        this.log = log;
        this.updates = publishers.create("updates", emitter);
        this.deadLetters = deadLetters;
        this.meters = meters;
        this.tracing = tracing;
        this.partitions = config.partitions();
    }

    /** Takes what was published to the exchange. */
    @Incoming("statistics")
    public Flow.Subscriber<Message<byte[]>> statistics() {
        return partitions();
    }

    /**
     * Takes what reached no queue when it was published, because the queue had just been deleted; it is as good as any.
     */
    @Incoming("unrouted")
    public Flow.Subscriber<Message<byte[]>> unrouted() {
        return partitions();
    }

    private MatchPartitions partitions() {
        return new MatchPartitions(
                partitions, LIMITS, this::decode, Infrastructure.getDefaultWorkerPool(), this::process);
    }

    private MatchPartitions.DecodedMessage decode(Message<byte[]> message) {
        try {
            ReportBatch.DecodedBatch batch = ReportBatch.read(message.getPayload(), catalogue);
            return new MatchPartitions.DecodedMessage(
                    batch.reports(),
                    batch.rejected().stream()
                            .map(item -> new RejectedReport(
                                    ("[" + item.item() + "]").getBytes(StandardCharsets.UTF_8), item.reason(), 1))
                            .toList());
        } catch (RuntimeException e) {
            return new MatchPartitions.DecodedMessage(
                    List.of(), List.of(new RejectedReport(message.getPayload(), reason(e), 1)));
        }
    }

    private static String reason(RuntimeException e) {
        return e instanceof MalformedException ? e.getMessage() : e.toString();
    }

    private Uni<Uni<Void>> process(List<MessagePart> batch) {
        Span span = tracing.startSpan(
                "statistics store",
                SpanKind.CONSUMER,
                batch.stream().map(part -> cause(part.message())).toList());
        return storeWithRetry(batch).flatMap(stored -> {
            Uni<Void> confirms = publish(stored.updates(), Tracing.contextOf(span))
                    .chain(() -> publishDeadLetters(stored.rejected()))
                    .onTermination()
                    .invoke(() -> span.end());
            // What is stored next need not wait for the confirm of the updates: whoever takes those puts them in the
            // order of their positions. Dead letters are read in the order in which they came.
            return stored.rejected().isEmpty()
                    ? Uni.createFrom().item(confirms)
                    : confirms.map(done -> Uni.createFrom().voidItem());
        });
    }

    private static Context cause(Message<byte[]> message) {
        return message.getMetadata(TracingMetadata.class)
                .map(TracingMetadata::getPreviousContext)
                .orElse(Context.root());
    }

    private Uni<StoreResult> storeWithRetry(List<MessagePart> batch) {
        // What a delivery or an attempt before this one stored it may not have published any more.
        AtomicBoolean includeKnown = new AtomicBoolean(
                batch.stream().map(part -> metadata(part.message())).anyMatch(DeliveryMetadata::redelivered));
        return Uni.createFrom()
                .item(() -> store(batch, includeKnown.getAndSet(true)))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                // A dependency that is away comes back; good events wait for it and are not set aside.
                .onFailure(TransientFailureException.class)
                .invoke(e -> LOG.warnf("Cannot store at the moment, trying again: %s", e.getMessage()))
                .onFailure(TransientFailureException.class)
                .retry()
                .withBackOff(FIRST_RETRY, MAX_RETRY)
                .indefinitely()
                // Nothing is known to lead here. Rejecting the messages would not tell why.
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.error("Reports cannot be processed and go to the dead letters as a whole", failure);
                    return new StoreResult(
                            List.of(),
                            batch.stream()
                                    .map(part -> new RejectedDelivery(
                                            new RejectedReport(part.message().getPayload(), failure.toString(), 1),
                                            metadata(part.message())))
                                    .toList());
                });
    }

    private static DeliveryMetadata metadata(Message<byte[]> message) {
        return message.getMetadata(DeliveryMetadata.class).orElseThrow();
    }

    /** What became of reports: the updates to publish, and what is to be set aside. */
    private record StoreResult(List<UpdateJson.PositionedUpdate> updates, List<RejectedDelivery> rejected) {}

    private record RejectedDelivery(RejectedReport report, DeliveryMetadata metadata) {}

    private StoreResult store(List<MessagePart> batch, boolean includeKnown) {
        List<RejectedDelivery> rejected = new ArrayList<>();
        // A report is itself and no other, whatever it says.
        Map<Report, DeliveryMetadata> deliveries = new IdentityHashMap<>();
        List<Report> reports = new ArrayList<>();
        for (MessagePart part : batch) {
            DeliveryMetadata metadata = metadata(part.message());
            part.rejected().forEach(letter -> rejected.add(new RejectedDelivery(letter, metadata)));
            part.reports().forEach(report -> deliveries.put(report, metadata));
            reports.addAll(part.reports());
        }
        BisectingWriter writer = new BisectingWriter(
                log::store,
                includeKnown,
                (report, reason) -> rejected.add(new RejectedDelivery(reason, deliveries.get(report))));
        writer.write(reports);
        meters.stored(reports, writer.updates().size());
        return new StoreResult(writer.updates(), rejected);
    }

    private Uni<Void> publish(List<UpdateJson.PositionedUpdate> changes, Context trace) {
        if (changes.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return retryForever(
                () -> updates.publish(
                        UpdateJson.writeBatch(changes),
                        MessageProperties.of(UpdateJson.CONTENT_TYPE),
                        "",
                        List.of(trace)),
                "Updates not published");
    }

    private Uni<Void> publishDeadLetters(List<RejectedDelivery> rejected) {
        return Multi.createFrom()
                .iterable(rejected)
                .onItem()
                .transformToUniAndConcatenate(this::publishDeadLetter)
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> publishDeadLetter(RejectedDelivery letter) {
        RejectedReport report = letter.report();
        LOG.errorf("An event cannot be processed and goes to the dead letters: %s", report.reason());
        return retryForever(
                () -> deadLetters.publish(report.body(), report.reason(), report.attempts(), letter.metadata()),
                "Dead letter not published");
    }

    private static Uni<Void> retryForever(Supplier<Uni<? extends Void>> publishing, String message) {
        return Uni.createFrom()
                .deferred(publishing)
                .onFailure()
                .invoke(e -> LOG.warnf("%s, trying again: %s", message, e.getMessage()))
                .onFailure()
                .retry()
                .withBackOff(FIRST_RETRY, MAX_RETRY)
                .indefinitely();
    }
}
