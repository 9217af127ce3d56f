package dev.touchline.live;

import dev.touchline.format.MalformedException;
import dev.touchline.format.UpdateJson;
import dev.touchline.format.UpdateJson.Written;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Passes updates from the broker to the feeds of the matches that someone follows, and fills from the database what
 * the broker did not bring: at once when a later update shows that one is missing, and by a regular sweep for the last
 * update of a match, which nothing follows.
 */
@ApplicationScoped
public class UpdateHub {

    private static final Logger LOG = Logger.getLogger(UpdateHub.class);
    private static final int REPAIR_BATCH = 500;

    private final MatchReader reader;
    private final LiveConfig config;
    private final Roles roles;
    private final Map<String, MatchFeed> feeds = new ConcurrentHashMap<>();
    private final Set<String> repairing = ConcurrentHashMap.newKeySet();
    private Cancellable sweeping;

    UpdateHub(MatchReader reader, LiveConfig config, Roles roles, MeterRegistry metrics) {
        this.reader = reader;
        this.config = config;
        this.roles = roles;
        metrics.gaugeMapSize("touchline.live.matches.followed", List.of(), feeds);
    }

    void startSweeping(@Observes StartupEvent event) {
        if (roles.has(Role.LIVE)) {
            sweeping = Multi.createFrom()
                    .ticks()
                    .every(config.sweep())
                    .onOverflow()
                    .drop()
                    .emitOn(Infrastructure.getDefaultWorkerPool())
                    .subscribe()
                    .with(tick -> sweep());
        }
    }

    void stopSweeping(@Observes ShutdownEvent event) {
        if (sweeping != null) {
            sweeping.cancel();
        }
    }

    @Incoming("live")
    Uni<Void> onUpdates(byte[] body) {
        try {
            UpdateJson.parse(body).forEach(this::pass);
        } catch (MalformedException e) {
            // The exchange is for our own roles; whatever else is on it is not an update and harms no one.
            LOG.warnf("Not an update: %s", e.getMessage());
        }
        return Uni.createFrom().voidItem();
    }

    private void pass(Written update) {
        MatchFeed feed = feeds.get(update.match());
        if (feed != null && feed.take(update)) {
            repair(update.match(), feed);
        }
    }

    /** Follows a match: every update that this process learns of from now on goes to the follower, in order. */
    MatchFeed follow(String match, Consumer<Written> follower) {
        return feeds.compute(match, (id, feed) -> {
            MatchFeed followed = feed == null ? new MatchFeed() : feed;
            followed.follow(follower);
            return followed;
        });
    }

    /** Ends what {@link #follow} began. */
    void leave(String match, Consumer<Written> follower) {
        feeds.computeIfPresent(match, (id, feed) -> {
            feed.leave(follower);
            return feed.followed() ? feed : null;
        });
    }

    private void repair(String match, MatchFeed feed) {
        if (repairing.add(match)) {
            Uni.createFrom()
                    .item(() -> {
                        fill(match, feed);
                        return null;
                    })
                    .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                    .onTermination()
                    .invoke(() -> repairing.remove(match))
                    .subscribe()
                    .with(done -> {}, e -> LOG.warnf("A gap stays until the next sweep: %s", e.getMessage()));
        }
    }

    private void fill(String match, MatchFeed feed) {
        List<Written> missed;
        do {
            missed = reader.updatesAfter(match, feed.last(), REPAIR_BATCH);
            missed.forEach(feed::take);
        } while (missed.size() == REPAIR_BATCH);
    }

    private void sweep() {
        try {
            if (!feeds.isEmpty()) {
                reader.lastChanges(feeds.keySet()).forEach((match, seq) -> {
                    MatchFeed feed = feeds.get(match);
                    if (feed != null && feed.last() >= 0 && feed.last() < seq) {
                        repair(match, feed);
                    }
                });
            }
        } catch (Queries.ReadException e) {
            LOG.warnf("Sweep skipped: %s", e.getMessage());
        }
    }
}
