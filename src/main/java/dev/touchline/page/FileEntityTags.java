package dev.touchline.page;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.util.HashUtil;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Entity tags of the page's files, by content. In an artifact, the modification time of a file is the start of the
 * process, so one process would confirm the older version of another.
 */
@ApplicationScoped
class FileEntityTags {

    private static final String FOLDER = "META-INF/resources";
    private static final int LENGTH = 24;

    /** By path; bounded, because only existing files have one. */
    private final Map<String, String> tags = new ConcurrentHashMap<>();

    /** The entity tag of a file; empty if it does not exist, and in dev mode, where files change. */
    Optional<String> find(String path) {
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            return Optional.empty();
        }
        return Optional.ofNullable(tags.computeIfAbsent(path, FileEntityTags::read));
    }

    private static String read(String path) {
        try (InputStream file = Thread.currentThread().getContextClassLoader().getResourceAsStream(FOLDER + path)) {
            if (file == null) {
                return null;
            }
            return '"' + HashUtil.sha256(file.readAllBytes()).substring(0, LENGTH) + '"';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
