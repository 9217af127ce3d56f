package dev.touchline.security;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The ids of tokens that are not accepted any more, from a file that is read again when it changes. */
@ApplicationScoped
class RevokedTokens {

    private static final Logger LOG = Logger.getLogger(RevokedTokens.class);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);
    private static final String COMMENT = "#";

    private final Path file;
    private final Counter refused;
    private volatile Set<String> ids = Set.of();
    // Identifies the content that was last read; used by one thread at a time.
    private volatile List<Object> version = List.of();

    RevokedTokens(SecurityConfig config, MeterRegistry metrics) {
        this.file = config.revokedTokens().map(Path::of).orElse(null);
        this.refused = metrics.counter("touchline.security.revoked.refused");
    }

    // Before requests are accepted.
    void start(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event, Vertx vertx) {
        if (file == null) {
            return;
        }
        try {
            read();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "touchline.security.revoked-tokens cannot be read: " + file + ". An empty file revokes no token.",
                    e);
        }
        vertx.setPeriodic(
                CHECK_INTERVAL.toMillis(),
                id -> vertx.executeBlocking(() -> {
                    readAgain();
                    return null;
                }));
    }

    /** Whether the token with this id is not accepted any more; false for tokens without an id. */
    boolean contains(String id) {
        if (id == null || !ids.contains(id)) {
            return false;
        }
        refused.increment();
        return true;
    }

    private void readAgain() {
        try {
            read();
        } catch (IOException e) {
            if (!version.isEmpty()) {
                LOG.errorf(
                        "Revoked tokens cannot be read from %s, and the earlier list stays in force: restore the file. %s",
                        file, e);
            }
            version = List.of();
        }
    }

    private void read() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        List<Object> found = List.of(
                attributes.lastModifiedTime(), attributes.size(), Objects.requireNonNullElse(attributes.fileKey(), ""));
        if (found.equals(version)) {
            return;
        }
        ids = Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith(COMMENT))
                .collect(Collectors.toUnmodifiableSet());
        version = found;
        LOG.infof("%d revoked tokens read from %s", ids.size(), file);
    }
}
