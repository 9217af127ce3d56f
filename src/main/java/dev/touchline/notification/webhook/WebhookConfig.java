package dev.touchline.notification.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;

/** Webhooks: limits, retries and allowed destinations. */
@ConfigMapping(prefix = "touchline.webhooks")
public interface WebhookConfig {

    /**
     * Address ranges that may be called although they are not public, such as {@code 127.0.0.0/8,::1/128}, also over
     * plain HTTP. For tests and local use; in a cluster, each range lets callers reach services inside it.
     */
    Optional<List<String>> allowedRanges();

    /**
     * Name servers that resolve the hosts of webhooks, such as {@code 10.0.0.53:53} or {@code [fd00::53]:53}; by
     * default the system's. Servers that don't know internal names are a second barrier against calls into the cluster.
     */
    Optional<List<String>> nameServers();

    /** Maximum duration of a call, from the look-up of its host to the end of the response. */
    @WithDefault("15s")
    @DurationMin(millis = 100)
    Duration requestTimeout();

    /**
     * Delays after each failed attempt, varied by up to 10 %; after the last attempt the delivery has failed. The
     * default gives a receiver three days to recover.
     */
    @WithDefault("5s,5m,30m,2h,5h,10h,14h,20h,24h")
    @NotEmpty
    List<Duration> retryIntervals();

    /** A subscription is disabled after all of its calls have failed for this long. */
    @WithDefault("5d")
    @DurationMin(millis = 1)
    Duration failureTimeout();

    /**
     * File with the keys that encrypt the secrets in the database, one a line, each of 32 bytes in Base64. The first one
     * encrypts, the others only decrypt. The role notification requires it in production, unless authorization is
     * disabled; the command {@code keys} creates one.
     */
    Optional<String> secretKeys();

    /** Maximum pings of one caller in a minute, per process. */
    @WithDefault("10")
    @Positive
    int maxPings();

    /** How long the previous secret signs too after a rotation. */
    @WithDefault("24h")
    @DurationMin(millis = 1)
    Duration secretOverlap();

    /** Maximum calls in flight per process. */
    @WithDefault("1000")
    @Positive
    int maxConcurrent();

    /** Maximum calls in flight to one host and port, per process. */
    @WithDefault("32")
    @Positive
    int maxConcurrentPerHost();

    /**
     * Maximum calls in flight for one subscription, per process, each of another match. A failing subscription has one;
     * from the first success on, each success allows another one.
     */
    @WithDefault("8")
    @Positive
    int maxConcurrentPerSubscription();

    /** Maximum subscriptions per caller. */
    @WithDefault("1000")
    @Positive
    int maxPerOwner();

    /** How long finished deliveries are kept; until then they can be sent again. */
    @WithDefault("30d")
    @DurationMin(minutes = 1)
    Duration maxHistoryAge();

    /** Interval of looking for due deliveries, mostly retries; the process that plans a delivery sends it at once. */
    @WithDefault("1s")
    @DurationMin(millis = 10)
    Duration pollInterval();

    /** Interval of reading the backlog from the database for the metrics. */
    @WithDefault("5s")
    @DurationMin(millis = 10)
    Duration backlogInterval();
}
