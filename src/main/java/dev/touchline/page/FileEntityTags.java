package dev.touchline.page;

import io.quarkus.runtime.LaunchMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What tells one content of a file from another. The times of files would not do: in an artifact each is the start of
 * the process, so that one process would declare good what another served of an older version.
 */
@ApplicationScoped
class FileEntityTags {

    private static final String FOLDER = "META-INF/resources";
    private static final int BYTES = 12;

    /** Of files that exist, and so no more than there are of them. */
    private final Map<String, String> tags = new ConcurrentHashMap<>();

    /** The entity tag of the file at this path; none if there is no such file, or in dev mode, where files change. */
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
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(file.readAllBytes());
            return '"' + HexFormat.of().formatHex(digest, 0, BYTES) + '"';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
