package dev.touchline.live.alias;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.touchline.http.Page;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Likely aliases, certain ones first. Each item can be posted as it is.
 *
 * @param next the cursor of the next page, or null
 * @param notComputed the reason if the list is not or not completely computed, or null
 */
@Schema(name = "Aliases")
public record AliasesView(List<Item> items, String next, String notComputed) {

    private static final int BYTES_PER_ITEM = 600;

    /** A name that is probably another one of a team or of a player. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            @Schema(description = "team or player") String kind,

            @Schema(description = "Of the entry, or of the one that accepting the item creates")
            String id,

            String name,
            String alias,

            @Schema(description = "Of a player: the id of the team's entry, or its name")
            String team,

            @Schema(description = "The sport of the competition's matches")
            String sport,

            @Schema(description = "Why the names are alike") String reason,

            @Schema(
                    description =
                            "Whether the names are so alike, and alike to no third one, that nobody needs to look")
            boolean certain) {}

    /** No aliases, for a reason. */
    public static AliasesView notComputed(String reason) {
        return new AliasesView(List.of(), null, reason);
    }

    /** The aliases from the place after the cursor. */
    public AliasesView page(int limit, int from) {
        List<Item> rest = items.subList(Math.min(from, items.size()), items.size());
        Page<Item> page =
                Page.of(rest.subList(0, Math.min(limit + 1, rest.size())), limit, last -> Page.cursor(from + limit));
        return new AliasesView(List.copyOf(page.items()), page.next(), page.next() == null ? notComputed : null);
    }

    /** Approximate bytes in memory. */
    public long bytes() {
        return (long) BYTES_PER_ITEM * items.size();
    }
}
