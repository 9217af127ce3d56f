package dev.touchline.statistics.archive;

import dev.touchline.statistics.archive.file.ArchiveHeader;
import dev.touchline.statistics.archive.file.ArchiveLine;
import dev.touchline.statistics.archive.file.ArchiveLine.Kind;
import dev.touchline.statistics.archive.file.ArchiveReader;
import dev.touchline.statistics.archive.file.LineSink;
import java.io.IOException;

/**
 * Compares the lines of the database with those of an archive, which it thereby verifies. Throws RefusedException if they
 * differ.
 */
final class ComparingSink implements LineSink {

    private final ArchiveReader archive;
    private String match = "";

    ComparingSink(ArchiveReader archive) {
        this.archive = archive;
    }

    private static RefusedException different(String where) {
        return new RefusedException(
                "The archive is not that of the database: " + where + ". Archive the competition again.");
    }

    @Override
    public void begin(ArchiveHeader header) throws IOException {
        if (!archive.header().competition().equals(header.competition())) {
            throw different("it is of the competition " + archive.header().competition());
        }
    }

    @Override
    public void add(ArchiveLine line) throws IOException {
        if (line.kind() == Kind.MATCH) {
            match = " of the match " + line.content().path("id").asText();
        }
        ArchiveLine archived = archive.next();
        if (!line.equals(archived)) {
            throw different("the next line of the kind %s%s differs"
                    .formatted(line.kind().code(), match));
        }
    }

    /** To be called after the last line. */
    void finish() throws IOException {
        ArchiveLine more = archive.next();
        if (more != null) {
            throw different("it has more lines of the kind " + more.kind().code());
        }
    }
}
