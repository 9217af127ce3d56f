package dev.touchline.live.feed;

/**
 * The shares of {@code touchline.live.max-recent-size}, in bytes.
 *
 * @param recent for updates from which clients resume
 * @param waiting for updates that wait for earlier ones
 * @param queued for updates that wait for an event loop, beside those that are recent
 */
public record UpdateMemory(long recent, long waiting, long queued) {

    private static final int PARTS = 10;
    private static final int RECENT = 8;

    public static UpdateMemory of(LiveConfig config) {
        long part = Math.max(1, config.maxRecentSize().bytes() / PARTS);
        return new UpdateMemory(RECENT * part, part, part);
    }
}
