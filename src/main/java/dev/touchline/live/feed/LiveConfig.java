package dev.touchline.live.feed;

import dev.touchline.memory.MemoryBound;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** Reads and streams. */
@ConfigMapping(prefix = "touchline.live")
public interface LiveConfig {

    /** Interval of comments on idle streams. Keep it below the idle timeouts of proxies and clients. */
    @WithDefault("15s")
    @DurationMin(millis = 10)
    Duration heartbeatInterval();

    /** Time after which a client reconnects to a stream that ended. Raise it to spread reconnects. */
    @WithDefault("1s")
    @DurationMin(millis = 1)
    Duration retryInterval();

    /** Maximum updates by which a subscriber may be late; beyond it the connection is closed, and the client resumes. */
    @WithDefault("1000")
    @Positive
    int maxBufferedUpdates();

    /** Maximum missed updates that a resuming client receives; beyond it the client receives a new snapshot. */
    @WithDefault("1000")
    @Positive
    int maxResumedUpdates();

    /**
     * Memory for streams that read their snapshot or missed updates from the database, a share of the heap or a size; it
     * bounds how many do so at a time.
     */
    @WithDefault("1%")
    MemoryBound maxResumeSize();

    /** Maximum streams that wait for that memory; beyond it, a new stream gets 503. Half of them may be of one address. */
    @WithDefault("10000")
    @Positive
    int maxWaitingStreams();

    /**
     * Maximum recent updates in memory, from which clients resume. It should cover the minute in which the clients of a
     * stopped process reconnect.
     */
    @WithDefault("10000")
    @Positive
    int maxRecentUpdates();

    /**
     * Memory for updates, a share of the heap or a size: four fifths for recent ones, a fifth for those that wait for earlier
     * ones or for an event loop.
     */
    @WithDefault("5%")
    MemoryBound maxRecentSize();

    /** Memory for cached matches, lists and tables: a share of the heap or a size. */
    @WithDefault("5%")
    MemoryBound maxCacheSize();

    /** Maximum cached matches. Raise it if more matches are read at the same time. */
    @WithDefault("10000")
    @Positive
    int maxCachedMatches();

    /** Interval of the check for updates that the broker never delivered; it bounds their delay. */
    @WithDefault("2s")
    @DurationMin(millis = 10)
    Duration gapCheckInterval();

    /** Age at which a stream is closed, ±10 %, and its client reconnects. Shorten it to balance processes sooner. */
    @WithDefault("1h")
    @DurationMin(millis = 100)
    Duration maxStreamAge();

    /** Maximum open streams per client address. Raise it where many clients share an address. */
    @WithDefault("1000")
    @Positive
    int maxStreamsPerClient();
}
