package dev.touchline.ingest;

import dev.touchline.codec.ReportBatch;
import dev.touchline.codec.ReportBatch.EncodedItems;
import dev.touchline.codec.statement.FullListJson;
import dev.touchline.event.Event;
import dev.touchline.event.FullList;
import dev.touchline.event.Report;
import dev.touchline.http.Draining;
import dev.touchline.http.Problem;
import dev.touchline.logging.ThrottledLog;
import dev.touchline.messaging.connector.ConfirmedPublisher;
import dev.touchline.messaging.connector.ConfirmedPublisher.OverloadedException;
import dev.touchline.messaging.connector.ConfirmedPublisher.UnconfirmedException;
import dev.touchline.messaging.connector.MessageProperties;
import dev.touchline.messaging.connector.PublisherFactory;
import dev.touchline.messaging.topology.MessagingConfig;
import dev.touchline.messaging.topology.Topology;
import dev.touchline.security.Producer;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/** Publishes reports; completes only after the broker has confirmed them. */
@ApplicationScoped
class ReportPublisher {

    private static final Logger LOG = Logger.getLogger(ReportPublisher.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

    private final ThrottledLog unconfirmed = new ThrottledLog(LOG);
    private final GroupCommit groupCommit;
    private final Topology topology;
    private final Draining draining;
    private final RateLimiter rateLimiter;
    private final int maxBatchEvents;
    private final int maxBatchSize;

    ReportPublisher(
            @Channel("events") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) Emitter<byte[]> emitter,
            PublisherFactory publishers,
            Topology topology,
            Draining draining,
            RateLimiter rateLimiter,
            IngestConfig config,
            MessagingConfig messaging,
            IngestMeters meters,
            Vertx vertx) {
        ConfirmedPublisher publisher = publishers.create("events", emitter);
        this.maxBatchEvents = config.maxBatchEvents();
        this.maxBatchSize = (int) Math.min(config.maxBatchSize().asLongValue(), ReportBatch.MAX_SIZE);
        GroupCommit.Limits limits = new GroupCommit.Limits(
                maxBatchEvents,
                maxBatchSize,
                config.maxUnconfirmed(),
                messaging.maxInFlightSize().bytes(),
                messaging.confirmTimeout());
        this.groupCommit = new GroupCommit(
                (sport, body, causes) -> publisher
                        .publish(body, MessageProperties.of(ReportBatch.CONTENT_TYPE), sport, causes)
                        .onFailure(UnconfirmedException.class)
                        .invoke(failure -> unconfirmed.warn(
                                "Message with reports of %s was not confirmed by the broker: %s",
                                sport, failure.getMessage())),
                publisher::overloaded,
                limits);
        meters.measureWaiting(groupCommit::waitingBytes);
        // Answers requests in time if the broker does not respond.
        vertx.setPeriodic(CHECK_INTERVAL.toMillis(), id -> groupCommit.expire());
        this.topology = topology;
        this.draining = draining;
        this.rateLimiter = rateLimiter;
    }

    /** The body of the response 202. */
    record Accepted(int accepted) {}

    /**
     * Publishes reports in batches per sport.
     *
     * @return completes when the broker has confirmed all reports; fails, or throws, with a problem with Retry-After.
     *     Sending again is safe even if some reports were confirmed
     * @throws dev.touchline.http.ProblemException 403 if the producer may not send one of them
     */
    CompletionStage<Accepted> publish(List<? extends Report> reports, Producer producer) {
        ReportAuthorization.requireAuthorized(reports, producer);
        requireAvailable();
        int count = reports.size();
        rateLimiter.acquire(producer, count);
        return accepted(count, commit(reports));
    }

    /**
     * Publishes events, and after the broker has confirmed them the list that they are. Sending again is safe if only the
     * events were confirmed: without the list they are events like others.
     *
     * @return as {@link #publish(List, Producer)}; the number accepted is that of the events
     * @throws dev.touchline.http.ProblemException 403 if the producer may not send the list, 413 if it is too large
     */
    CompletionStage<Accepted> publish(List<Event> events, FullList list, Producer producer) {
        ReportAuthorization.requireAuthorized(List.of(list), producer);
        requireAvailable();
        byte[] items = ReportBatch.encodeItems(List.of(list));
        if (items.length > FullListJson.MAX_SIZE) {
            throw Problem.Kind.TOO_LARGE.exception("The ids of the listed incidents take more than "
                    + FullListJson.MAX_SIZE + " bytes; nothing was published. Shorter ids are needed.");
        }
        // Once for both: the list must not be refused for the rate of its own events.
        rateLimiter.acquire(producer, events.size() + 1);
        CompletableFuture<Void> confirmed = events.isEmpty() ? CompletableFuture.completedFuture(null) : commit(events);
        return accepted(
                events.size(),
                confirmed.thenCompose(done -> groupCommit.commit(list.type().sport(), 1, items)));
    }

    // Holds no report until the confirm.
    private static CompletionStage<Accepted> accepted(int count, CompletableFuture<Void> confirms) {
        CompletableFuture<Accepted> accepted = new CompletableFuture<>();
        // Not thenApply, which would wrap the failure in a CompletionException.
        confirms.whenComplete((confirmed, failure) -> {
            if (failure == null) {
                accepted.complete(new Accepted(count));
            } else {
                accepted.completeExceptionally(problem(failure));
            }
        });
        return accepted;
    }

    /**
     * Checks before a large body is read that {@link #publish} would not refuse its events anyway.
     *
     * @throws dev.touchline.http.ProblemException with Retry-After if it would
     */
    void requireReady(Producer producer) {
        requireAvailable();
        rateLimiter.acquire(producer, 0);
    }

    private void requireAvailable() {
        if (draining.isDraining()) {
            throw unavailable("This process is shutting down; send the request again, another process will accept it.");
        }
        if (!topology.isDeclared()) {
            throw unavailable("The broker is not available yet; send the request again later.");
        }
    }

    private CompletableFuture<Void> commit(List<? extends Report> reports) {
        if (reports.size() == 1) {
            return groupCommit.commit(reports.get(0).type().sport(), 1, ReportBatch.encodeItems(reports));
        }
        Map<String, List<Report>> bySport = reports.stream()
                .collect(Collectors.groupingBy(report -> report.type().sport(), TreeMap::new, Collectors.toList()));
        Map<String, List<EncodedItems>> parts = new TreeMap<>();
        bySport.forEach(
                (sport, ofSport) -> parts.put(sport, ReportBatch.encodeItems(ofSport, maxBatchEvents, maxBatchSize)));
        try {
            groupCommit.requireRoom(parts.values().stream()
                    .flatMap(List::stream)
                    .mapToLong(part -> part.json().length)
                    .sum());
        } catch (OverloadedException e) {
            return CompletableFuture.failedFuture(e);
        }
        List<CompletableFuture<Void>> confirms = new ArrayList<>();
        parts.forEach((sport, ofSport) ->
                ofSport.forEach(part -> confirms.add(groupCommit.commit(sport, part.count(), part.json()))));
        CompletableFuture<Void> all = new CompletableFuture<>();
        AtomicInteger unconfirmed = new AtomicInteger(confirms.size());
        confirms.forEach(confirm -> confirm.whenComplete((confirmed, failure) -> {
            if (failure != null) {
                all.completeExceptionally(failure);
            } else if (unconfirmed.decrementAndGet() == 0) {
                all.complete(null);
            }
        }));
        return all;
    }

    private static Throwable problem(Throwable failure) {
        if (failure instanceof CompletionException wrapped) {
            return problem(wrapped.getCause());
        }
        if (failure instanceof OverloadedException) {
            return Problem.Kind.TOO_MANY_REQUESTS.exception(
                    "Too many reports await the broker's confirm; send the request again later.", RETRY_AFTER);
        }
        if (failure instanceof UnconfirmedException) {
            return unavailable("The broker did not confirm the reports; send the request again, which is safe.");
        }
        return failure;
    }

    private static RuntimeException unavailable(String detail) {
        return Problem.Kind.UNAVAILABLE.exception(detail, RETRY_AFTER);
    }
}
