package dev.touchline.statistics.processing;

import dev.touchline.codec.ReportBatch;
import dev.touchline.codec.update.UpdateJson;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import dev.touchline.event.Report;
import dev.touchline.json.MalformedException;
import dev.touchline.logging.ThrottledLog;
import dev.touchline.messaging.connector.ConfirmedPublisher;
import dev.touchline.messaging.connector.DeliveryMetadata;
import dev.touchline.messaging.connector.MessageProperties;
import dev.touchline.messaging.connector.PublisherFactory;
import dev.touchline.messaging.deadletter.DeadLetter;
import dev.touchline.messaging.deadletter.DeadLetterPublisher;
import dev.touchline.messaging.topology.MessagingConfig;
import dev.touchline.sport.SportCatalogue;
import dev.touchline.statistics.processing.BisectingWriter.RejectedReport;
import dev.touchline.statistics.processing.BisectingWriter.TransientFailureException;
import dev.touchline.statistics.processing.MatchPartitions.DecodedMessage;
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
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Processes batches of messages: decode, store, publish updates and dead letters, wait for the confirms, for those of
 * updates a bounded time, acknowledge. A crash at any point repeats the batch, and a repeated batch has no effect.
 */
@ApplicationScoped
class StatisticsProcessor {

    private static final Logger LOG = Logger.getLogger(StatisticsProcessor.class);
    private static final MatchPartitions.Limits LIMITS = new MatchPartitions.Limits(1_000, 2 * 1024 * 1024, 1_000);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    /** While the database is known to be unavailable, an attempt costs nothing. */
    private static final Duration MAX_RETRY = Duration.ofSeconds(1);
    /** Reports are acknowledged without the confirms of their updates after this time (ADR 22). */
    private static final Duration MAX_UPDATES_WAIT = Duration.ofSeconds(2);

    private static final int MAX_DEAD_LETTERS_IN_FLIGHT = 32;

    private final SportCatalogue catalogue;
    private final EventLog log;
    private final UpdatePublisher updates;
    private final DeadLetterPublisher deadLetters;
    private final StatisticsMeters meters;
    private final Tracing tracing;
    private final int partitions;
    private final ThrottledLog storing = new ThrottledLog(LOG);
    private final ThrottledLog deadLettering = new ThrottledLog(LOG);

    StatisticsProcessor(
            SportCatalogue catalogue,
            EventLog log,
            @Channel("updates") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) Emitter<byte[]> emitter,
            PublisherFactory publishers,
            DeadLetterPublisher deadLetters,
            StatisticsMeters meters,
            Tracing tracing,
            StatisticsConfig config,
            MessagingConfig messaging) {
        this.catalogue = catalogue;
        this.log = log;
        // One half for messages in flight, also after they are no longer waited for, and one for those that are.
        long half = messaging.maxInFlightSize().bytes() / 2;
        ConfirmedPublisher publisher = publishers.create("updates", emitter, half);
        this.updates = new UpdatePublisher(
                (body, trace) ->
                        publisher.publish(body, MessageProperties.of(UpdateJson.CONTENT_TYPE), "", List.of(trace)),
                half,
                MAX_UPDATES_WAIT,
                meters);
        this.deadLetters = deadLetters;
        this.meters = meters;
        this.tracing = tracing;
        this.partitions = config.partitions();
    }

    /** Consumes the queue {@code statistics}. */
    @Incoming("statistics")
    public Flow.Subscriber<Message<byte[]>> statistics() {
        return partitions();
    }

    /** Consumes unroutable messages: reports that were published while the queue {@code statistics} did not exist. */
    @Incoming("unrouted")
    public Flow.Subscriber<Message<byte[]>> unrouted() {
        return partitions();
    }

    private MatchPartitions partitions() {
        return new MatchPartitions(
                partitions, LIMITS, this::decode, Infrastructure.getDefaultWorkerPool(), this::process);
    }

    private DecodedMessage decode(Message<byte[]> message) {
        int size = metadata(message).size();
        if (size > message.getPayload().length) {
            String reason = "the message has " + size + " bytes, more than touchline.messaging.max-message-size";
            return new DecodedMessage(
                    List.of(), List.of(new RejectedReport(message.getPayload(), size, reason, 1, null)));
        }
        try {
            ReportBatch.DecodedBatch batch = ReportBatch.read(message.getPayload(), catalogue);
            List<RejectedReport> rejected = new ArrayList<>();
            batch.rejected().forEach(item -> {
                byte[] body = ("[" + item.item() + "]").getBytes(StandardCharsets.UTF_8);
                rejected.add(new RejectedReport(body, item.reason(), 1));
            });
            return new DecodedMessage(batch.reports(), rejected);
        } catch (RuntimeException e) {
            String reason = e instanceof MalformedException ? e.getMessage() : e.toString();
            return new DecodedMessage(List.of(), List.of(new RejectedReport(message.getPayload(), reason, 1)));
        }
    }

    private Uni<Uni<Void>> process(List<MessagePart> batch) {
        Span span = tracing.startSpan(
                "statistics store",
                SpanKind.CONSUMER,
                batch.stream().map(part -> cause(part.message())).toList());
        return storeWithRetry(batch).flatMap(stored -> {
            Uni<Void> confirms = updates.publish(stored.updates(), Tracing.contextOf(span))
                    .chain(() -> publishDeadLetters(stored.rejected()))
                    .onTermination()
                    .invoke(() -> span.end());
            // The next batch need not wait for the confirms of the updates, since consumers order updates by position.
            // Dead letters are listed in the order of their arrival, so those are waited for.
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
        // An earlier delivery or attempt may have stored reports without publishing their updates.
        AtomicBoolean includeKnown = new AtomicBoolean(
                batch.stream().map(part -> metadata(part.message())).anyMatch(DeliveryMetadata::redelivered));
        Uni<StoreResult> stored = Uni.createFrom()
                .item(() -> store(batch, includeKnown.getAndSet(true)))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
        // Valid reports wait until the database is available again; they must not become dead letters.
        String failed = "A batch of %d messages is not stored and retried".formatted(batch.size());
        return retry(stored, TransientFailureException.class, storing, failed)
                // No known cause. A rejected message would reach the dead letters without the reason.
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.errorf(
                            failure,
                            "A batch of %d messages failed and becomes dead letters; report the bug, then redrive them",
                            batch.size());
                    return new StoreResult(
                            List.of(),
                            batch.stream()
                                    .map(part -> new RejectedDelivery(
                                            new RejectedReport(
                                                    part.message().getPayload(),
                                                    metadata(part.message()).size(),
                                                    failure.toString(),
                                                    1,
                                                    null),
                                            metadata(part.message())))
                                    .toList());
                });
    }

    private static DeliveryMetadata metadata(Message<byte[]> message) {
        return message.getMetadata(DeliveryMetadata.class).orElseThrow();
    }

    private record StoreResult(List<PositionedUpdate> updates, List<RejectedDelivery> rejected) {}

    private record RejectedDelivery(RejectedReport report, DeliveryMetadata metadata) {}

    private StoreResult store(List<MessagePart> batch, boolean includeKnown) {
        List<RejectedDelivery> rejected = new ArrayList<>();
        // By identity: a batch may contain equal reports of different deliveries.
        Map<Report, DeliveryMetadata> deliveries = new IdentityHashMap<>();
        List<Report> reports = new ArrayList<>();
        for (MessagePart part : batch) {
            DeliveryMetadata metadata = metadata(part.message());
            part.rejected().forEach(report -> rejected.add(new RejectedDelivery(report, metadata)));
            part.reports().forEach(report -> deliveries.put(report, metadata));
            reports.addAll(part.reports());
        }
        BisectingWriter writer = new BisectingWriter(
                log::store,
                includeKnown,
                (report, rejection) -> rejected.add(new RejectedDelivery(rejection, deliveries.get(report))));
        writer.write(reports);
        meters.stored(reports, writer.updates().size());
        return new StoreResult(writer.updates(), rejected);
    }

    private Uni<Void> publishDeadLetters(List<RejectedDelivery> rejected) {
        // In the order of their arrival, unless one is retried.
        return Multi.createFrom()
                .iterable(rejected)
                .onItem()
                .transformToUni(this::publishDeadLetter)
                .merge(MAX_DEAD_LETTERS_IN_FLIGHT)
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> publishDeadLetter(RejectedDelivery letter) {
        RejectedReport report = letter.report();
        DeliveryMetadata metadata = letter.metadata();
        String repeated = report.content() == null
                ? null
                : DeadLetter.reportOf(report.content(), report.reason(), metadata.messageId());
        Uni<Void> published = Uni.createFrom()
                .deferred(() -> deadLetters.publish(
                        report.body(), report.size(), report.reason(), report.attempts(), metadata, repeated));
        return retry(published, Throwable.class, deadLettering, "A dead letter is not published and retried");
    }

    private static <T> Uni<T> retry(Uni<T> work, Class<? extends Throwable> failure, ThrottledLog log, String message) {
        return work.onFailure(failure)
                .invoke(e -> log.warn("%s: %s", message, e.getMessage()))
                .onFailure(failure)
                .retry()
                .withBackOff(FIRST_RETRY, MAX_RETRY)
                .indefinitely();
    }
}
