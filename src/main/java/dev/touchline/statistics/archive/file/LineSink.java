package dev.touchline.statistics.archive.file;

import java.io.IOException;

/** Receives the lines of an archive, from the header to the last row. */
public interface LineSink {

    /** Called first. */
    void begin(ArchiveHeader header) throws IOException;

    /** Called for each row, in order. */
    void add(ArchiveLine line) throws IOException;
}
