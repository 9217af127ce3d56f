package dev.touchline.ingest;

import dev.touchline.event.Report;
import dev.touchline.format.ReportBatch;
import dev.touchline.messaging.ConfirmedPublisher;
import dev.touchline.messaging.ConfirmedPublisher.OverloadedException;
import dev.touchline.messaging.ConfirmedPublisher.UnconfirmedException;
import dev.touchline.messaging.MessageProperties;
import dev.touchline.messaging.MessagingConfig;
import dev.touchline.messaging.Publishers;
import dev.touchline.messaging.Topology;
import dev.touchline.problem.Problem;
import dev.touchline.role.Draining;
import dev.touchline.security.Producer;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/** Hands reports to the broker, and says so only when it has them. */
@ApplicationScoped
public class Intake {

    private static final Logger LOG = Logger.getLogger(Intake.class);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final GroupCommit commits;
    private final Topology topology;
    private final Draining draining;
    private final RateLimit rateLimit;
    private final int batch;

    Intake(
            @Channel("events") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER) MutinyEmitter<byte[]> emitter,
            Publishers publishers,
            Topology topology,
            Draining draining,
            RateLimit rateLimit,
            IngestConfig config,
            MessagingConfig messaging,
            MeterRegistry metrics,
            Vertx vertx) {
        ConfirmedPublisher publisher = publishers.to("events", emitter);
        this.commits = new GroupCommit(
                new GroupCommit.Publisher() {
                    @Override
                    public Uni<Void> publish(String sport, byte[] body, List<Context> causes) {
                        return publisher.publish(body, MessageProperties.of(ReportBatch.CONTENT_TYPE), sport, causes);
                    }

                    @Override
                    public Uni<Void> refuse() {
                        return publisher.refuse();
                    }
                },
                new GroupCommit.Bounds(
                        config.batch(),
                        config.batchBytes().asLongValue(),
                        config.mostUnconfirmed(),
                        messaging.mostInFlight().asLongValue(),
                        messaging.confirmTimeout()));
        metrics.gauge("touchline.ingest.waiting.bytes", commits, GroupCommit::waitingBytes);
        // Whoever waits is answered in time, even if the broker does not say a word.
        vertx.setPeriodic(BETWEEN_LOOKS.toMillis(), id -> commits.expire());
        this.topology = topology;
        this.draining = draining;
        this.rateLimit = rateLimit;
        this.batch = config.batch();
    }

    /** What the agent is answered. */
    public record Accepted(int accepted) {}

    /**
     * Publishes the reports, in batches of one sport each.
     *
     * @param producer who reports them, which must be allowed to
     * @return completes when the broker has confirmed all of them; fails with a problem that says when to send again,
     *     which is harmless even if some of them had been kept
     */
    public Uni<Accepted> take(List<? extends Report> reports, Producer producer) {
        if (draining.begun()) {
            return unavailable("This process is ending; another one will take it.");
        }
        if (!topology.declared()) {
            return unavailable("The broker has not been reached yet.");
        }
        rateLimit.take(producer, reports.size());
        List<Uni<Void>> confirms = new ArrayList<>();
        bySport(reports).forEach((sport, ofSport) -> {
            for (int from = 0; from < ofSport.size(); from += batch) {
                List<Report> together = ofSport.subList(from, Math.min(from + batch, ofSport.size()));
                confirms.add(commits.commit(sport, together.size(), ReportBatch.items(together)));
            }
        });
        Uni<?> all = confirms.size() == 1
                ? confirms.get(0)
                : Uni.join().all(confirms).andFailFast();
        return all.replaceWith(new Accepted(reports.size()))
                .onFailure(OverloadedException.class)
                .transform(e -> Problem.passing(
                                Problem.Kind.TOO_MANY_REQUESTS, "Too much is under way to the broker.", SOON)
                        .exception())
                .onFailure(UnconfirmedException.class)
                .transform(e -> {
                    LOG.warnf("Reports not confirmed by the broker: %s", e.getMessage());
                    return Problem.passing(
                                    Problem.Kind.UNAVAILABLE,
                                    "The broker did not confirm; send again, which is harmless.",
                                    SOON)
                            .exception();
                });
    }

    private static Uni<Accepted> unavailable(String detail) {
        return Uni.createFrom()
                .failure(Problem.passing(Problem.Kind.UNAVAILABLE, detail, SOON).exception());
    }

    private static Map<String, List<Report>> bySport(List<? extends Report> reports) {
        Map<String, List<Report>> bySport = new TreeMap<>();
        for (Report report : reports) {
            bySport.computeIfAbsent(report.type().sport(), sport -> new ArrayList<>())
                    .add(report);
        }
        return bySport;
    }
}
