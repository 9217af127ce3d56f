package dev.touchline.live.reports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.database.Queries;
import dev.touchline.database.Sql;
import dev.touchline.http.Page;
import java.util.List;

/** An item of a page with its approximate length as text, and the cursor after it. */
record Item(ObjectNode view, long size, String cursor) {

    /** Reads a page, bounded in items and bytes. */
    static Page<ObjectNode> page(
            Queries queries, String sql, Sql.RowMapper<Item> mapper, List<Object> parameters, int limit) {
        Sql.Slice<Item> slice = queries.slice(sql, mapper, Item::size, limit, Page.MAX_BYTES, parameters.toArray());
        return of(Page.of(slice.rows(), slice.more(), Item::cursor));
    }

    /** The views of a page of items. */
    static Page<ObjectNode> of(Page<Item> page) {
        return new Page<>(page.items().stream().map(Item::view).toList(), page.next());
    }
}
