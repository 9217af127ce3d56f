package dev.touchline.live.feed;

import dev.touchline.memory.MemoryBound;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How streams behave. */
@ConfigMapping(prefix = "touchline.live")
public interface LiveConfig {

    /** How often a comment is sent on a stream, so that proxies and clients see that it lives. */
    @WithDefault("15s")
    @DurationMin(millis = 10)
    Duration heartbeatInterval();

    /** How long a client is to wait before it comes back to a stream that ended. */
    @WithDefault("1s")
    @DurationMin(millis = 1)
    Duration retryInterval();

    /** How many updates may wait for one connection; past it the connection is closed, and the client resumes. */
    @WithDefault("1000")
    @Positive
    int maxBufferedUpdates();

    /** How many missed updates a client is sent when it comes back; if it missed more, it gets a new snapshot. */
    @WithDefault("1000")
    @Positive
    int maxResumedUpdates();

    /**
     * How many of the latest updates stay in memory, from where clients that come back are served. It should cover what
     * happens in the minute in which everyone comes back from a process that ended.
     */
    @WithDefault("10000")
    @Positive
    int maxRecentUpdates();

    /** Memory of these updates, whatever their number: a share of the heap or a size. */
    @WithDefault("10%")
    MemoryBound maxRecentSize();

    /** Memory of matches and lists that are kept for reads, as they are sent: a share of the heap or a size. */
    @WithDefault("5%")
    MemoryBound maxCacheSize();

    /** How many matches stay in memory as they are shown. More of them being read at once means more reads. */
    @WithDefault("10000")
    @Positive
    int maxCachedMatches();

    /**
     * How often the feed is compared with the database, for updates that the broker never delivered. It bounds how late
     * such an update can be.
     */
    @WithDefault("2s")
    @DurationMin(millis = 10)
    Duration gapCheckInterval();

    /**
     * How long a connection lasts, give or take a tenth. Clients then come back, to whichever process has room: shorten
     * it if new processes are to take their share sooner.
     */
    @WithDefault("1h")
    @DurationMin(millis = 100)
    Duration maxStreamAge();

    /** How many streams one client address may have open. Raise it where many clients share an address. */
    @WithDefault("1000")
    @Positive
    int maxStreamsPerClient();
}
