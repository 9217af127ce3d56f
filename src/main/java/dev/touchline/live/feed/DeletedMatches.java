package dev.touchline.live.feed;

import java.util.Set;

/** CDI event: these matches are deleted. */
public record DeletedMatches(Set<String> ids) {

    /** Whether the filter selects nothing but deleted matches. */
    public boolean includesAllOf(StreamFilter filter) {
        return filter.hasOnlyMatches() && ids.containsAll(filter.matches());
    }
}
