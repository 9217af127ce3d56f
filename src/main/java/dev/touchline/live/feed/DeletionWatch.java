package dev.touchline.live.feed;

import dev.touchline.database.Queries;
import dev.touchline.logging.ThrottledLog;
import dev.touchline.role.Role;
import dev.touchline.role.Roles;
import dev.touchline.role.SchemaReady;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Notices that competitions were deleted or restored, or teams renamed, which the feed does not tell: the numbers of these
 * changes are asked for at the interval of gap checks. Caches are invalidated, and the streams of deleted matches are closed.
 */
@ApplicationScoped
@Startup
class DeletionWatch {

    private static final Logger LOG = Logger.getLogger(DeletionWatch.class);
    private static final int MAX_IDS = 1_000;
    private static final long UNKNOWN = -1;

    private final ThrottledLog retries = new ThrottledLog(LOG);
    private final Queries queries;
    private final UpdateFeed feed;
    private final UpdateFeed.Cache cache;
    private final Event<DeletedMatches> deletions;
    private final LiveConfig config;
    private final Roles roles;
    /** Confined to one check at a time. */
    private volatile long last = UNKNOWN;
    /** Confined to one check at a time. */
    private volatile long names = UNKNOWN;

    private Cancellable checks;

    /** The numbers of deletions and restorations, and of changes of teams and players. */
    private record Numbers(long deletions, long names) {}

    DeletionWatch(
            Queries queries,
            UpdateFeed feed,
            UpdateFeed.Cache cache,
            Event<DeletedMatches> deletions,
            LiveConfig config,
            Roles roles) {
        this.queries = queries;
        this.feed = feed;
        this.cache = cache;
        this.deletions = deletions;
        this.config = config;
        this.roles = roles;
    }

    void start(@Observes SchemaReady event) {
        if (roles.has(Role.LIVE)) {
            checks = Multi.createFrom()
                    .ticks()
                    .every(config.gapCheckInterval())
                    .onOverflow()
                    .drop()
                    .emitOn(Infrastructure.getDefaultWorkerPool())
                    .subscribe()
                    .with(tick -> check());
        }
    }

    void stop(@Observes ShutdownEvent event) {
        if (checks != null) {
            checks.cancel();
        }
    }

    private void check() {
        try {
            Numbers numbers = queries.first(
                            "SELECT number, version FROM deletion, directory_version",
                            row -> new Numbers(row.getLong("number"), row.getLong("version")))
                    .orElseThrow();
            if (numbers.names() != names) {
                cache.invalidateAll();
                names = numbers.names();
            }
            long number = numbers.deletions();
            if (number != last) {
                cache.invalidateAll();
                Set<String> deleted = deleted(List.copyOf(feed.followedMatches()));
                if (!deleted.isEmpty()) {
                    LOG.infof("Closing the streams of %d deleted matches", deleted.size());
                    deletions.fire(new DeletedMatches(deleted));
                }
                last = number;
            }
        } catch (RuntimeException e) {
            retries.warn("Deletions are not looked for, retrying in %s: %s", config.gapCheckInterval(), e);
        }
    }

    private Set<String> deleted(List<String> matches) {
        Set<String> deleted = new HashSet<>();
        for (int from = 0; from < matches.size(); from += MAX_IDS) {
            List<String> some = new ArrayList<>(matches.subList(from, Math.min(matches.size(), from + MAX_IDS)));
            deleted.addAll(queries.query(
                    "SELECT id FROM match WHERE id = ANY (?) AND deleted_at IS NOT NULL",
                    row -> row.getString("id"),
                    (Object) some.toArray(String[]::new)));
        }
        return deleted;
    }
}
