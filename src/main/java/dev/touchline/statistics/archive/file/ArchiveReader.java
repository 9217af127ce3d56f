package dev.touchline.statistics.archive.file;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.touchline.event.Ids;
import dev.touchline.json.MalformedException;
import dev.touchline.statistics.archive.file.ArchiveLine.Kind;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads an archive line by line, and checks that it is complete, unchanged and well-formed. Only after {@link #next} has
 * returned null is the whole archive known to be what was written. Memory holds one line.
 */
public final class ArchiveReader implements Closeable {

    /** Maximum bytes of a line. The largest rows are definitions, of up to 2 MiB as text within text. */
    static final int MAX_LINE = 8 * 1024 * 1024;

    private static final int BUFFER = 64 * 1024;

    private final Path file;
    private final InputStream in;
    private final MessageDigest digest = sha256();
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final ArchiveHeader header;
    private final byte[] buffer = new byte[BUFFER];
    private int start;
    private int end;
    private String match;
    private long number;
    private boolean ended;

    private ArchiveReader(Path file, InputStream in) throws IOException {
        this.file = file;
        this.in = in;
        ArchiveLine.Parsed first = read();
        try {
            this.header = ArchiveHeader.of(first);
        } catch (MalformedException e) {
            throw damaged(e.getMessage());
        }
    }

    /**
     * Opens an archive and reads its header.
     *
     * @throws DamagedArchiveException if it is none
     * @throws IOException if the file cannot be read
     */
    public static ArchiveReader open(Path file) throws IOException {
        InputStream bytes;
        try {
            bytes = Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        }
        try {
            return new ArchiveReader(file, new GZIPInputStream(bytes, BUFFER));
        } catch (ZipException | EOFException e) {
            bytes.close();
            throw new DamagedArchiveException(file + " is not an archive, or is incomplete: " + e.getMessage(), e);
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The first line. */
    public ArchiveHeader header() {
        return header;
    }

    /** The number of reports that were read. */
    public long reports() {
        return counts.getOrDefault(Kind.EVENT, 0L);
    }

    /** The next row; null at the end of an archive that is complete and unchanged. */
    public ArchiveLine next() throws IOException {
        if (ended) {
            return null;
        }
        ArchiveLine.Parsed read = read();
        if (read.line().kind() == Kind.END) {
            checkEnd(read.content());
            return null;
        }
        counts.merge(read.line().kind(), 1L, Long::sum);
        check(read.line().kind(), read.content());
        return read.line();
    }

    private void check(Kind kind, ObjectNode row) throws IOException {
        switch (kind) {
            case COMPETITION ->
                require(
                        match == null && row.path("id").asText().equals(header.competition()),
                        "a definition of another competition");
            case MATCH -> {
                match = row.path("id").asText();
                require(Ids.problem(match) == null, "a match without an id");
            }
            case EVENT, CONFLICT -> require(row.path("match").asText().equals(match), "a report of another match");
            default -> require(false, "a second header");
        }
    }

    private void checkEnd(ObjectNode row) throws IOException {
        require(
                row.path("sha256").asText().equals(HexFormat.of().formatHex(digest.digest()))
                        && row.path("lines").asLong() == number - 1,
                "the digest is another one: the archive was changed");
        for (Map.Entry<Kind, Long> count : header.counts().entrySet()) {
            long found = counts.getOrDefault(count.getKey(), 0L);
            require(
                    found == count.getValue(),
                    "there are %d lines of the kind %s instead of %d"
                            .formatted(found, count.getKey().code(), count.getValue()));
        }
        require(start == end && !fill(), "something follows the end of the archive");
        ended = true;
    }

    private ArchiveLine.Parsed read() throws IOException {
        number++;
        try {
            byte[] bytes = readLine();
            ArchiveLine.Parsed read = ArchiveLine.parse(new String(bytes, StandardCharsets.UTF_8));
            if (read.line().kind() != Kind.END) {
                digest.update(bytes);
                digest.update((byte) '\n');
            }
            return read;
        } catch (MalformedException e) {
            throw damaged(e.getMessage());
        }
    }

    private byte[] readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            require(start < end || fill(), "the archive is incomplete");
            int stop = start;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            line.write(buffer, start, stop - start);
            require(line.size() <= MAX_LINE, "the line has more than " + MAX_LINE + " bytes");
            boolean complete = stop < end;
            start = complete ? stop + 1 : stop;
            if (complete) {
                return line.toByteArray();
            }
        }
    }

    /** Reads the next bytes; false if there are none. */
    private boolean fill() throws IOException {
        try {
            start = 0;
            end = Math.max(0, in.read(buffer));
            return end > 0;
        } catch (ZipException | EOFException e) {
            throw new DamagedArchiveException(at("the archive is incomplete or was changed: " + e.getMessage()), e);
        }
    }

    private void require(boolean condition, String problem) throws DamagedArchiveException {
        if (!condition) {
            throw damaged(problem);
        }
    }

    private DamagedArchiveException damaged(String problem) {
        return new DamagedArchiveException(at(problem));
    }

    private String at(String problem) {
        return "%s, line %d: %s".formatted(file, number, problem);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
