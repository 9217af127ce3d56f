package dev.touchline.security;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes text files atomically: readers and other writers never see a part of a file. */
public final class AtomicFile {

    private AtomicFile() {}

    /** Read permission of a file on POSIX file systems; elsewhere the folder decides. */
    public enum Readers {
        OWNER("rw-------"),
        ALL("rw-r--r--");

        private final String permissions;

        Readers(String permissions) {
            this.permissions = permissions;
        }
    }

    /**
     * Creates or replaces a file. Missing folders are created.
     *
     * @throws IOException if the file cannot be written; the message says why
     */
    public static void replace(Path file, String text, Readers readers) throws IOException {
        write(file, text, readers, next -> Files.move(next, file, StandardCopyOption.ATOMIC_MOVE));
    }

    /**
     * Creates a file unless it exists. Of several concurrent writers, one succeeds. Missing folders are created.
     *
     * @return whether the file was written
     * @throws IOException if the file cannot be written; the message says why
     */
    static boolean create(Path file, String text, Readers readers) throws IOException {
        try {
            write(file, text, readers, next -> link(next, file));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    @FunctionalInterface
    private interface Publication {
        void publish(Path next) throws IOException;
    }

    private static void write(Path file, String text, Readers readers, Publication publication) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
            Path next = Files.createTempFile(folder, file.getFileName() + ".", ".new");
            try {
                Files.writeString(next, text, StandardOpenOption.DSYNC);
                if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
                    Files.setPosixFilePermissions(next, PosixFilePermissions.fromString(readers.permissions));
                }
                publication.publish(next);
            } finally {
                Files.deleteIfExists(next);
            }
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException e) {
            throw new IOException(file + " cannot be written: " + reason(e), e);
        }
    }

    // A link, unlike a move, fails if the file exists.
    private static void link(Path next, Path file) throws IOException {
        try {
            Files.createLink(file, next);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            // The file system does not support links.
            Files.move(next, file);
        }
    }

    /** The reason in words: the message is often only the path. */
    static String reason(FileSystemException e) {
        if (e.getReason() != null) {
            return e.getReason();
        } else if (e instanceof AccessDeniedException) {
            return "permission denied";
        } else if (e instanceof NoSuchFileException) {
            return "it does not exist";
        } else if (e instanceof NotDirectoryException) {
            return "its folder is a file";
        }
        return e.getClass().getSimpleName();
    }
}
