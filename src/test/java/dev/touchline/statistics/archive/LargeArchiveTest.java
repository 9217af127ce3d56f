package dev.touchline.statistics.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.touchline.statistics.archive.file.ArchiveHeader;
import dev.touchline.statistics.archive.file.ArchiveLine;
import dev.touchline.statistics.archive.file.ArchiveLine.Kind;
import dev.touchline.statistics.archive.file.ArchiveWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ids of the matches of an archive are in memory, and so have a bound. */
class LargeArchiveTest {

    @TempDir
    Path folder;

    private Path write(long matches) throws IOException {
        Path file = folder.resolve("cup.archive");
        Map<Kind, Long> counts = Map.of(Kind.COMPETITION, 0L, Kind.MATCH, matches, Kind.EVENT, 0L, Kind.CONFLICT, 0L);
        Map<Kind, List<String>> columns =
                Map.of(Kind.COMPETITION, List.of(), Kind.EVENT, List.of(), Kind.CONFLICT, List.of());
        try (ArchiveWriter archive = ArchiveWriter.create(file)) {
            archive.begin(new ArchiveHeader("one", "cup", Instant.parse("2031-07-01T12:00:00Z"), counts, columns));
            for (long i = 0; i < matches; i++) {
                archive.add(new ArchiveLine(Kind.MATCH, "{\"id\":\"m" + i + "\"}"));
            }
            archive.finish();
        }
        return file;
    }

    @Test
    void mostMatchesAreRead() throws IOException {
        assertEquals(100_000, Archives.verify(write(100_000)).matches());
    }

    @Test
    void furtherMatchIsRefused() throws IOException {
        Path file = write(100_001);
        assertEquals(
                "The archive has more than 100,000 matches.",
                assertThrows(RefusedException.class, () -> Archives.verify(file))
                        .getMessage());
    }
}
