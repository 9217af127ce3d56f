package dev.touchline.statistics.archive.file;

import java.io.IOException;

/** A file is no archive, or not the one that was written. The message names the file, and the line if it can be told. */
public final class DamagedArchiveException extends IOException {

    DamagedArchiveException(String message) {
        super(message);
    }

    DamagedArchiveException(String message, IOException cause) {
        super(message, cause);
    }
}
