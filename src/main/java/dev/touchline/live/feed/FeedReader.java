package dev.touchline.live.feed;

import dev.touchline.codec.update.UpdateJson;
import dev.touchline.codec.update.UpdateJson.PositionedUpdate;
import dev.touchline.database.Queries;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Reads the feed from the database. Every method blocks. */
@ApplicationScoped
public class FeedReader {

    private final Queries queries;

    FeedReader(Queries queries) {
        this.queries = queries;
    }

    /** The position of the last update. All updates up to it are committed and visible. */
    public long position() {
        return queries.first("SELECT position FROM feed", row -> row.getLong("position"))
                .orElseThrow();
    }

    /** At most {@code limit} updates after the position, in order. */
    public List<PositionedUpdate> after(long position, int limit) {
        return queries.query(
                "SELECT position, update FROM event WHERE position > ? ORDER BY position LIMIT ?",
                row -> new PositionedUpdate(row.getLong("position"), UpdateJson.read(row.getString("update"))),
                position,
                limit);
    }
}
