package dev.touchline.notification;

import dev.touchline.database.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns updates into deliveries, one for each subscription they fit. */
@ApplicationScoped
class Planner {

    /** The name of its progress along the feed. */
    static final String FOLLOWER = "deliveries";

    private final FeedFollower feed;
    // Reading a filter is most of the work, and they hardly ever change. Only whoever holds the follower's lock is
    // here.
    private volatile Map<String, Filter> read = Map.of();

    Planner(FeedFollower feed) {
        this.feed = feed;
    }

    /**
     * Plans what is new.
     *
     * @throws SQLException if the database is away
     */
    void catchUp() throws SQLException {
        feed.catchUp(FOLLOWER, this::plan);
    }

    private void plan(List<Notice> notices, Sql sql) throws SQLException {
        Map<String, Filter> filters = filters(sql);
        List<Deliveries.Planned> planned = new ArrayList<>();
        for (Notice notice : notices) {
            filters.forEach((subscription, filter) -> {
                if (filter.fits(notice)) {
                    planned.add(new Deliveries.Planned(subscription, notice.match(), notice.seq(), notice.position()));
                }
            });
        }
        Deliveries.plan(planned, sql);
    }

    private Map<String, Filter> filters(Sql sql) throws SQLException {
        Map<String, Filter> known = read;
        Map<String, Filter> stillRead = new HashMap<>();
        Map<String, Filter> filters = new LinkedHashMap<>();
        // The locks keep a subscription from being deleted before its deliveries are there.
        sql.query("SELECT id, filter FROM subscription WHERE disabled_at IS NULL ORDER BY id FOR KEY SHARE", row -> {
            String json = row.getString("filter");
            Filter filter = known.containsKey(json) ? known.get(json) : SubscriptionJson.readFilter(json);
            stillRead.put(json, filter);
            filters.put(row.getString("id"), filter);
        });
        read = stillRead;
        return filters;
    }
}
