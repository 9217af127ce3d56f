package dev.touchline.live.feed;

import java.util.List;

/**
 * Consecutive updates that a filter selects.
 *
 * @param position in the feed, up to which the page contains every selected update
 * @param more whether further updates are known to follow
 */
public record UpdatePage(List<StreamUpdate> updates, long position, boolean more) {}
