package dev.touchline.notification.subscription;

import dev.touchline.database.Sql;
import dev.touchline.notification.delivery.DeliveryTables;
import dev.touchline.notification.delivery.DeliveryTables.PlannedDelivery;
import dev.touchline.notification.feed.FeedConsumer;
import dev.touchline.notification.feed.FeedEntry;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Inserts one delivery per update and matching subscription. */
@ApplicationScoped
public class DeliveryPlanner {

    /** Name in the table {@code feed_consumer}. */
    public static final String CONSUMER = "deliveries";

    private final FeedConsumer feed;
    // Parsing filters is most of the work, and they rarely change. Used only under the row lock of the feed consumer.
    private volatile Map<String, UpdateFilter> parsedFilters = Map.of();

    DeliveryPlanner(FeedConsumer feed) {
        this.feed = feed;
    }

    /** Plans the deliveries of all new updates. */
    public FeedConsumer.Progress catchUp() throws SQLException {
        return feed.catchUp(CONSUMER, this::plan);
    }

    private void plan(List<FeedEntry> entries, Sql sql) throws SQLException {
        Map<String, UpdateFilter> filters = filters(sql);
        List<PlannedDelivery> planned = new ArrayList<>();
        for (FeedEntry entry : entries) {
            filters.forEach((subscription, filter) -> {
                if (filter.matches(entry)) {
                    planned.add(new PlannedDelivery(subscription, entry.match(), entry.seq(), entry.position()));
                }
            });
        }
        DeliveryTables.insert(planned, sql);
    }

    private Map<String, UpdateFilter> filters(Sql sql) throws SQLException {
        Map<String, UpdateFilter> known = parsedFilters;
        Map<String, UpdateFilter> current = new HashMap<>();
        Map<String, UpdateFilter> filters = new LinkedHashMap<>();
        // The locks keep a subscription from being deleted before its deliveries are inserted.
        sql.query("SELECT id, filter FROM subscription WHERE disabled_at IS NULL ORDER BY id FOR KEY SHARE", row -> {
            String json = row.getString("filter");
            UpdateFilter filter = known.containsKey(json) ? known.get(json) : SubscriptionJson.readFilter(json);
            current.put(json, filter);
            filters.put(row.getString("id"), filter);
        });
        parsedFilters = current;
        return filters;
    }
}
