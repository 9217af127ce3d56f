package dev.touchline.statistics.archive.file;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.statistics.archive.file.ArchiveLine.Kind;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * Writes an archive: JSON lines, compressed by gzip. The file appears under its name when it is complete and on the disk,
 * readable by its owner only. An existing file is never replaced.
 */
public final class ArchiveWriter implements LineSink, Closeable {

    private static final int BUFFER = 64 * 1024;

    private final Path file;
    private final Path next;
    private final FileChannel channel;
    private final GZIPOutputStream gzip;
    private final OutputStream out;
    private final MessageDigest digest = ArchiveReader.sha256();
    private long lines;

    private ArchiveWriter(Path file, Path next) throws IOException {
        this.file = file;
        this.next = next;
        this.channel = FileChannel.open(next, StandardOpenOption.WRITE);
        this.gzip = new GZIPOutputStream(Channels.newOutputStream(channel), BUFFER);
        this.out = new BufferedOutputStream(gzip, BUFFER);
    }

    /**
     * Begins an archive, beside the place where it will be.
     *
     * @throws IOException if the file exists, or its folder cannot be written to
     */
    public static ArchiveWriter create(Path file) throws IOException {
        if (Files.exists(file)) {
            throw exists(file);
        }
        // Readable by the owner only, on POSIX file systems.
        Path next = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".", ".new");
        try {
            return new ArchiveWriter(file, next);
        } catch (IOException e) {
            Files.deleteIfExists(next);
            throw e;
        }
    }

    private static IOException exists(Path file) {
        return new IOException(file + " exists; archives are not replaced");
    }

    @Override
    public void begin(ArchiveHeader header) throws IOException {
        add(header.line());
    }

    @Override
    public void add(ArchiveLine line) throws IOException {
        byte[] bytes = (line.text() + "\n").getBytes(StandardCharsets.UTF_8);
        if (bytes.length > ArchiveReader.MAX_LINE) {
            throw new IOException("a row has %d bytes, more than an archive takes".formatted(bytes.length));
        }
        digest.update(bytes);
        out.write(bytes);
        lines++;
    }

    /** Ends the archive and publishes the file. */
    public void finish() throws IOException {
        ObjectNode end = JsonNodeFactory.instance.objectNode();
        end.put("lines", lines);
        end.put("sha256", HexFormat.of().formatHex(digest.digest()));
        out.write((new ArchiveLine(Kind.END, end.toString()).text() + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        gzip.finish();
        channel.force(true);
        publish();
    }

    // A link, unlike a move, fails if the file exists.
    private void publish() throws IOException {
        try {
            Files.createLink(file, next);
        } catch (FileAlreadyExistsException e) {
            throw exists(file);
        } catch (IOException | UnsupportedOperationException e) {
            // The file system does not support links.
            Files.move(next, file);
        }
    }

    /** Deletes what is written unless the archive is finished. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            Files.deleteIfExists(next);
        }
    }
}
