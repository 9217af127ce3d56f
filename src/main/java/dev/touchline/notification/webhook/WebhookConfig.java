package dev.touchline.notification.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;

/** How webhooks are called. */
@ConfigMapping(prefix = "touchline.webhooks")
public interface WebhookConfig {

    /**
     * Ranges of addresses that may be called although they are not public, such as {@code 127.0.0.0/8,::1/128}; there,
     * plain http will do. For tests and local use; in a cluster, every range named is a way into it.
     */
    Optional<List<String>> allowedRanges();

    /**
     * Who is asked what a name stands for, such as {@code 10.0.0.53:53} or {@code [fd00::53]:53}; those of the system if
     * there are none. Name servers that know nothing of the inside are one way more to keep calls out of it.
     */
    Optional<List<String>> nameServers();

    /** How long a call may take, from looking up the name to the end of the answer. */
    @WithDefault("15s")
    @DurationMin(millis = 100)
    Duration requestTimeout();

    /**
     * How long to wait after each failed attempt, a tenth more or less; after the last one the delivery has failed.
     * As it is, a receiver has three days to come back.
     */
    @WithDefault("5s,5m,30m,2h,5h,10h,14h,20h,24h")
    @NotEmpty
    List<Duration> retryIntervals();

    /** How long every call of a subscription may fail before it is called no more. */
    @WithDefault("5d")
    @DurationMin(millis = 1)
    Duration failureTimeout();

    /** How long an old secret signs, too, after a new one was made. */
    @WithDefault("24h")
    @DurationMin(millis = 1)
    Duration secretOverlap();

    /** How many calls one process makes at once. */
    @WithDefault("1000")
    @Positive
    int maxConcurrent();

    /** How many of them to one host and port. */
    @WithDefault("32")
    @Positive
    int maxConcurrentPerHost();

    /** How many of them for one subscription, each of another match; one whose calls fail gets one. */
    @WithDefault("8")
    @Positive
    int maxConcurrentPerSubscription();

    /** How many subscriptions a caller may have. */
    @WithDefault("1000")
    @Positive
    int maxPerOwner();

    /** How long to keep what became of deliveries, and with it the possibility to repeat them. */
    @WithDefault("30d")
    @DurationMin(minutes = 1)
    Duration maxHistoryAge();

    /** How often to look for calls that are due. New ones are made at once by whoever plans them. */
    @WithDefault("1s")
    @DurationMin(millis = 10)
    Duration pollInterval();

    /** How often the backlog of deliveries is read from the database, for the metrics. */
    @WithDefault("5s")
    @DurationMin(millis = 10)
    Duration backlogInterval();
}
